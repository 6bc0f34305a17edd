"""Shapley values by brute force, from the definition: every set of the other features, weighed."""

import itertools
import math
from collections.abc import Callable

import numpy as np


def shapley(worth: Callable[[set[int]], float], features: int) -> np.ndarray:
    """Give the Shapley value of each feature, where `worth` says what a set of known features gives."""
    found, known_of = np.zeros(features), {}
    for size in range(features + 1):
        for known in itertools.combinations(range(features), size):
            known_of[frozenset(known)] = worth(set(known))
    for feature in range(features):
        others = [other for other in range(features) if other != feature]
        for size in range(features):
            weight = math.factorial(size) * math.factorial(features - size - 1) / math.factorial(features)
            for known in itertools.combinations(others, size):
                found[feature] += weight * (known_of[frozenset({*known, feature})] - known_of[frozenset(known)])
    return found
