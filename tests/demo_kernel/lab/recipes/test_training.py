"""The schedule and the optimisers that all recipes share."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from demo_kernel.lab.recipes import training
from demo_kernel.lab.recipes.training import (
    HalfTwin,
    LinearCrossEntropy,
    MuonInFloat32,
    Optimisers,
    arithmetic_type,
    loss_of,
    loss_on,
    rate_at,
)
from demo_kernel.network.model import GPT, GPTConfig

TINY = GPTConfig(vocabulary_size=64, context=16, layers=2, heads=2, width=16, hidden=32)


def test_the_rate_rises_stays_and_falls_to_nothing() -> None:
    rates = [rate_at(step, 100, warm_up=0.1, cool_down=0.4) for step in range(101)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[10:60] == [1.0] * 50
    assert rates[80] == pytest.approx(0.5)
    assert rates[100] == 0.0


@pytest.fixture
def model() -> GPT:
    network = GPT(TINY)
    network.initialise(seed=1)
    return network


def test_steps_make_the_loss_of_a_fixed_batch_fall(model: GPT) -> None:
    rows = torch.randint(0, 64, (2, 17), generator=torch.Generator().manual_seed(1))
    optimisers = Optimisers.of(model, matrix_rate=0.02, embedding_rate=0.01)
    losses = []
    for _ in range(30):
        loss = loss_of(model, rows)
        losses.append(loss.item())
        loss.backward()
        optimisers.step(1.0)
    assert losses[-1] < 0.5 * losses[0]


def test_a_share_of_nothing_changes_nothing(model: GPT) -> None:
    before = model.embedding.weight.detach().clone()
    loss_of(model, torch.tensor([[1, 2, 3]])).backward()
    Optimisers.of(model, 0.02, 0.01).step(0.0)
    assert torch.equal(model.embedding.weight, before)


def test_padding_does_not_count(model: GPT) -> None:
    with torch.no_grad():
        short = loss_of(model, torch.tensor([[1, 2, 3]]))
        padded = loss_of(model, torch.tensor([[1, 2, 3, -1, -1]]))
        masked = loss_on(model, torch.tensor([[1, 2, 9]]), torch.tensor([[2, 3, -1]]))
    assert short.item() == pytest.approx(padded.item(), abs=1e-6)
    assert short.item() == pytest.approx(masked.item(), abs=1e-6)


def test_the_loss_and_its_gradients_are_those_of_torch() -> None:
    torch.manual_seed(1)
    hidden, weight = torch.randn(5, 7, requires_grad=True), torch.randn(11, 7, requires_grad=True)
    targets = torch.tensor([3, 0, 10, 3, 7])
    loss = LinearCrossEntropy.apply(hidden, weight, targets)
    expected = F.cross_entropy(F.linear(hidden, weight), targets)
    assert loss.item() == pytest.approx(expected.item(), rel=1e-6)
    for ours, theirs in zip(
        torch.autograd.grad(2 * loss, (hidden, weight)),
        torch.autograd.grad(2 * expected, (hidden, weight)),
        strict=True,
    ):
        assert torch.allclose(ours, theirs, atol=1e-6)


def test_many_positions_are_taken_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(2)
    hidden, weight, targets = torch.randn(10, 4), torch.randn(6, 4), torch.randint(0, 6, (10,))
    whole = float(LinearCrossEntropy.apply(hidden, weight, targets))
    monkeypatch.setattr(training, "ROWS_AT_ONCE", 3)
    assert float(LinearCrossEntropy.apply(hidden, weight, targets)) == pytest.approx(
        whole, rel=1e-6
    )


def test_no_position_that_counts_is_a_loss_of_zero() -> None:
    assert (
        float(LinearCrossEntropy.apply(torch.randn(0, 4), torch.randn(6, 4), torch.zeros(0).long()))
        == 0
    )


def test_the_twin_computes_in_half_precision_and_the_original_learns(
    model: GPT, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", lambda: True)
    twin = HalfTwin(model)
    loss_of(twin.refresh(), torch.randint(0, 64, (2, 6))).backward()
    assert all(parameter.dtype == torch.bfloat16 for parameter in twin.model.parameters())
    twin.copy_gradients()
    for parameter in model.parameters():
        assert parameter.grad is not None
        assert parameter.grad.dtype == torch.float32
    before = float(model.embedding.weight.detach().abs().sum())
    Optimisers.of(model, 0.1, 0.1).step(1.0)
    assert float(model.embedding.weight.detach().abs().sum()) != before
    assert torch.equal(twin.refresh().embedding.weight, model.embedding.weight.bfloat16())


def test_a_processor_without_bfloat16_trains_in_float32(
    model: GPT, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", lambda: False)
    assert arithmetic_type("cpu") is torch.float32
    assert arithmetic_type("cuda") is torch.bfloat16
    assert HalfTwin(model).model.embedding.weight.dtype is torch.float32
    assert isinstance(Optimisers.of(model, 0.02, 0.01).matrices, MuonInFloat32)


@pytest.mark.parametrize("shape", [(8, 24), (24, 8)])
def test_muon_in_float32_steps_as_torchs_own_does(shape: tuple[int, int]) -> None:
    numbers = torch.Generator().manual_seed(3)
    start = torch.randn(shape, generator=numbers)
    gradients = [torch.randn(shape, generator=numbers) for _ in range(3)]
    ends = []
    for kind in (torch.optim.Muon, MuonInFloat32):
        matrix = torch.nn.Parameter(start.clone())
        optimiser = kind(
            [matrix], lr=0.02, weight_decay=0.0, momentum=0.95, adjust_lr_fn="original"
        )
        for gradient in gradients:
            matrix.grad = gradient.clone()
            optimiser.step()
        ends.append(matrix.detach() - start)
    assert torch.allclose(ends[0], ends[1], atol=0.02 * float(ends[0].abs().max()))
