package dev.sheaf.node.fuzz;

import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives parsers what they would get from a broken or ill-meaning peer: good input with changes.
 * They may understand it or refuse it; anything else they throw is a crash.
 *
 * <p>An input is a function of the seed and its number: the report of a crash repeats it.
 */
public final class Fuzzing {
  private static final int CASES = 20;

  private Fuzzing() {}

  /** How many inputs each parser was given, and what crashed. */
  public record Outcome(long seed, Map<String, Long> inputs, List<String> crashes) {}

  /** Gives {@code count} inputs, to the parsers in turn. */
  public static Outcome run(long seed, long count) throws IOException {
    return run(seed, count, Targets.all());
  }

  static Outcome run(long seed, long count, List<Target> targets) {
    var inputs = new TreeMap<String, Long>();
    var crashes = new ArrayList<String>();
    for (long i = 0; i < count; i++) {
      var target = targets.get((int) (i % targets.size()));
      if (i / targets.size() % target.every() != 0) {
        continue;
      }
      inputs.merge(target.name(), 1L, Long::sum);
      var crash = crash(target, input(target, Draw.draw(seed, i)));
      if (!crash.isEmpty() && crashes.size() < CASES) {
        crashes.add("%s, input %d: %s".formatted(target.name(), i, crash));
      }
    }
    return new Outcome(seed, inputs, crashes);
  }

  private static byte[] input(Target target, long chance) {
    var good = target.good();
    return Mutations.of(good.get((int) Draw.below(chance, good.size())), Draw.draw(chance, 1));
  }

  /** What a parser threw that is no refusal; empty when it threw nothing else. */
  static String crash(Target target, byte[] input) {
    try {
      target.feed(input);
    } catch (Exception thrown) {
      return thrown + at(thrown);
    } catch (StackOverflowError | OutOfMemoryError tooMuch) {
      return tooMuch.toString();
    }
    return "";
  }

  private static String at(Exception thrown) {
    return thrown.getStackTrace().length == 0 ? "" : " at " + thrown.getStackTrace()[0];
  }
}
