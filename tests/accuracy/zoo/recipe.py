"""Everything that decides a run: a recipe and a seed make the same run anywhere."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a run is made.  Lengths are in optimizer steps unless said otherwise."""

    task: str
    """Kind of task, a key of TASKS."""
    optimizer: str = "sgd"
    """A key of OPTIMIZERS."""
    learning_rate: float = 0.1
    """Peak learning rate."""
    momentum: float = 0.9
    """Of momentum and Nesterov; the first decay rate of Adam."""
    schedule: str = "constant"
    """A key of SCHEDULES."""
    weight_decay: float = 0.0
    """Added to the gradient (decoupled where the optimizer is AdamW)."""
    batch: int = 32
    """Examples of a step; 0 means all of them."""
    steps: int = 1000
    """Planned length."""
    length: float = 1.0
    """What the usual length of the task was multiplied by."""

    examples: int = 256
    """Training examples."""
    validation_examples: int = 128
    """Examples kept for validation."""
    noise: float = 0.1
    """Noise of the data, in the unit that the task gives it."""
    hidden: int = 16
    """Units of a hidden layer."""
    layers: int = 1
    """Hidden layers."""
    activation: str = "tanh"
    """relu, tanh or sigmoid."""
    initialisation: str = "scaled"
    """One of INITIALISATIONS."""
    double_softmax: bool = False
    """Apply a softmax before a loss that has its own."""

    label_corruption: float = 0.0
    """Share of the training targets that are shuffled among the examples."""
    constant_input: bool = False
    """Every input is replaced by one and the same."""
    ordering: str = "shuffled"
    """shuffled, or sorted: by target, in the same order every epoch."""
    frozen: bool = False
    """The optimizer never steps."""
    accumulate: bool = False
    """Gradients are never reset."""
    half_precision: float = 0.0
    """Loss scale of gradients kept in float16; 0 means full precision."""
    corrupt_at: tuple[float, ...] = ()
    """Places (share of the run) of corrupt batches."""
    corruption: float = 0.0
    """How far a corrupt batch is off."""
    shift_at: float = 0.0
    """Place where the data change; 0 means never."""
    kill_at: float = 0.0
    """Place where the run is killed; 0 means never."""
    resume: tuple[float, float] = (0.0, 0.0)
    """Places of the checkpoint and of the crash; equal means never."""
    keep_optimizer_state: bool = True
    """Whether the checkpoint held the optimizer's state."""
    stop_on_nan: bool = False
    """End the run soon after the first non-finite loss."""

    logging: str = "single"
    """single, window or epoch."""
    log_every: int = 10
    """Steps between two logged points (epoch: the steps of an epoch)."""
    decimals: int = 0
    """Decimals that the logger keeps; 0 means all."""
    left_out: float = 0.0
    """Constant that the logger leaves out of a likelihood, which may so fall below zero."""
    log_validation: bool = True
    """Whether the log holds validation."""
    validate_every: int = 1
    """Logged points between two validations."""
    log_learning_rate: bool = False
    """Whether the log holds the learning rate."""
    log_gradient_norm: bool = False
    """Whether the log holds the gradient's norm."""
    fault: str = "none"
    """Name of the injected fault."""
    aim: str = "none"
    """Outcome that the recipe was drawn for; the label does not know it."""
    attempt: int = 0
    """Recipes that missed their aim before this one."""
