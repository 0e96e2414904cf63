"""The exercises of the notebooks: a module for each, a row for each exercise."""

from autograd.grading.exercise import Exercise
from autograd.grading.exercises import (
    attribution,
    compiled,
    fitting,
    gradients,
    lecture,
    measuring,
    networks,
    overfitting,
    sharing,
    training,
    values,
    watching,
)

LESSONS: dict[str, tuple[Exercise, ...]] = {
    "values_and_gradients": values.ROWS,
    "a_neuron_a_layer_an_mlp": networks.ROWS,
    "training_by_hand": training.ROWS,
    "fit": fitting.ROWS,
    "checking_gradients": gradients.ROWS,
    "overfitting_and_cross_validation": overfitting.ROWS,
    "precision_recall_ensembles": measuring.ROWS,
    "inside_a_network": attribution.ROWS,
    "convolution_recurrence_attention": sharing.ROWS,
    "from_scalars_to_arrays": compiled.PASSES,
    "compiled_functions": compiled.FUNCTIONS,
    "watching_a_network_learn": watching.ROWS,
    "micrograd_lecture": lecture.ROWS,
}
"""The exercises of each notebook, by its name without the number."""

EXERCISES = {row.name: row for rows in LESSONS.values() for row in rows}
