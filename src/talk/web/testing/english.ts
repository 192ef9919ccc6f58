/** Has the units speak English, as a page does that carries its messages. */
import text from "../../messages/en.ftl";
import { installMessages } from "../ui/messages.js";

installMessages({ language: "en", locale: "en-GB", text });
