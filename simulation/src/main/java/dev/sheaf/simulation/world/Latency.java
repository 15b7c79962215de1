package dev.sheaf.simulation.world;

import dev.sheaf.simulation.kernel.RandomStream;
import java.util.List;

/** How long it takes until the first byte of an answer: a distribution. */
public sealed interface Latency {
  /** One wait. */
  long draw(RandomStream chance);

  /** The mean wait in nanoseconds. */
  double meanNanos();

  /**
   * Lognormal: its logarithm is normally distributed.
   *
   * @param medianNanos half of the waits are longer
   * @param sigma the deviation of the logarithm; 0 is a constant
   */
  record Lognormal(long medianNanos, double sigma) implements Latency {
    @Override
    public long draw(RandomStream chance) {
      return sigma == 0
          ? medianNanos
          : Math.round(medianNanos * StrictMath.exp(sigma * chance.normal()));
    }

    @Override
    public double meanNanos() {
      return medianNanos * StrictMath.exp(sigma * sigma / 2);
    }
  }

  /**
   * Measured: evenly spaced quantiles from the least to the longest wait, and straight lines
   * between them.
   */
  record Table(List<Long> quantilesNanos) implements Latency {
    /** At least two waits in rising order. */
    public Table {
      quantilesNanos = List.copyOf(quantilesNanos);
      if (quantilesNanos.size() < 2
          || !quantilesNanos.stream().sorted().toList().equals(quantilesNanos)) {
        throw new IllegalArgumentException(
            "a table must have 2 or more waits in rising order but was " + quantilesNanos);
      }
    }

    @Override
    public long draw(RandomStream chance) {
      var place = chance.uniform() * (quantilesNanos.size() - 1);
      var below = (int) place;
      var low = quantilesNanos.get(below);
      return low + Math.round((place - below) * (quantilesNanos.get(below + 1) - low));
    }

    @Override
    public double meanNanos() {
      var inner = quantilesNanos.stream().mapToDouble(Long::doubleValue).sum();
      var ends = (quantilesNanos.getFirst() + quantilesNanos.getLast()) / 2.0;
      return (inner - ends) / (quantilesNanos.size() - 1);
    }
  }
}
