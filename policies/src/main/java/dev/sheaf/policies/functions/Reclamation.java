package dev.sheaf.policies.functions;

import dev.sheaf.policies.vocabulary.Draws;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * When the provider takes environments away, and how many at once.
 *
 * <p><i>Source:</i> the shapes are those that Wang et al., "InfiniCache", FAST 2020, §4.1, observed
 * over half a year: few a minute with a long tail (Zipf), a steady rate (Poisson), and mass
 * reclaims every six hours. What happens today is unpublished; every rate is a parameter.
 */
public sealed interface Reclamation {
  /** Environments that are taken at one instant. */
  record Strike(long atNanos, int environments) {}

  /** The next strike after this instant; nothing when there is none. */
  Optional<Strike> after(long nowNanos, Draws chance);

  /** Nothing is ever taken. */
  record Never() implements Reclamation {
    @Override
    public Optional<Strike> after(long nowNanos, Draws chance) {
      return Optional.empty();
    }
  }

  /** One at a time, independently, so many an hour in the whole fleet. */
  record Steady(double perHour) implements Reclamation {
    private static final double NANOS_PER_HOUR = 3_600e9;

    @Override
    public Optional<Strike> after(long nowNanos, Draws chance) {
      var wait = (long) chance.exponential(NANOS_PER_HOUR / perHour);
      return Optional.of(new Strike(nowNanos + Math.max(1, wait), 1));
    }
  }

  /** Each minute r of them, with probability in proportion to (r + 1)^-exponent, r ≤ most. */
  record ZipfPerMinute(double exponent, int most) implements Reclamation {
    private static final long MINUTE = 60_000_000_000L;

    @Override
    public Optional<Strike> after(long nowNanos, Draws chance) {
      return Optional.of(new Strike((nowNanos / MINUTE + 1) * MINUTE, drawn(chance.uniform())));
    }

    /** How many are taken in a minute, by a uniform draw. */
    public int drawn(double uniform) {
      var left = uniform * weights();
      for (int r = 0; r < most; r++) {
        left -= weight(r);
        if (left < 0) {
          return r;
        }
      }
      return most;
    }

    /** The probability that r are taken in a minute, by r from 0. */
    public List<Double> shares() {
      var weights = weights();
      return IntStream.rangeClosed(0, most).mapToObj(r -> weight(r) / weights).toList();
    }

    /** How many are taken in a minute on average. */
    public double mean() {
      var sum = 0.0;
      for (int r = 1; r <= most; r++) {
        sum += r * weight(r);
      }
      return sum / weights();
    }

    private double weights() {
      var sum = 0.0;
      for (int r = 0; r <= most; r++) {
        sum += weight(r);
      }
      return sum;
    }

    private double weight(int r) {
      return StrictMath.pow(r + 1.0, -exponent);
    }
  }

  /** So many at once, every period. */
  record Mass(long periodNanos, int environments) implements Reclamation {
    @Override
    public Optional<Strike> after(long nowNanos, Draws chance) {
      return Optional.of(new Strike((nowNanos / periodNanos + 1) * periodNanos, environments));
    }
  }

  /** As a file says, in the order of time. */
  record Traced(List<Strike> strikes) implements Reclamation {
    /** A trace that nobody else changes. */
    public Traced {
      strikes = List.copyOf(strikes);
    }

    @Override
    public Optional<Strike> after(long nowNanos, Draws chance) {
      return strikes.stream().filter(strike -> strike.atNanos() > nowNanos).findFirst();
    }
  }
}
