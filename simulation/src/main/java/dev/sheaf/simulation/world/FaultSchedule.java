package dev.sheaf.simulation.world;

import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What goes wrong in a run, and when; printed, it can be given as {@code faults.list} again. */
public record FaultSchedule(List<Fault> faults) {
  /** In the order in which they happen. */
  public FaultSchedule {
    faults =
        faults.stream()
            .sorted(Comparator.comparingLong(Fault::atNanos).thenComparing(Fault::toString))
            .toList();
  }

  /** What faults do to a world. */
  public interface Hooks {
    /** It happens now. */
    void begins(Fault fault);

    /** It is over now. */
    void ends(Fault fault);
  }

  /**
   * Faults by chance.
   *
   * @param perHour how many are expected in an hour
   * @param meanNanos how long one lasts on average
   * @param untilNanos none begins later
   */
  public record Chances(
      List<Fault.Kind> kinds, double perHour, long meanNanos, int nodes, long untilNanos) {}

  /**
   * Reads {@code faults.list}, {@code faults.kinds}, {@code faults.per-hour} and {@code
   * faults.mean}; what is drawn follows from the stream.
   */
  public static FaultSchedule read(Parameters in, int nodes, long untilNanos, RandomStream chance) {
    var all = new ArrayList<Fault>();
    in.list("faults.list", List.of()).forEach(text -> all.add(Fault.parse(text)));
    var kinds =
        in.list("faults.kinds", List.of(Fault.Kind.NODE_LOSS.word())).stream()
            .map(FaultSchedule::kind)
            .toList();
    var perHour = in.ratio("faults.per-hour", 0, 0, 1e6);
    var mean = in.nanos("faults.mean", "1 min");
    if (perHour > 0) {
      all.addAll(drawn(new Chances(kinds, perHour, mean, nodes, untilNanos), chance).faults());
    }
    for (var fault : all) {
      if (fault.kind().hitsNode() && fault.node() >= nodes) {
        throw new BadScenario(
            "a fault must hit a node 0..%d but was \"%s\"".formatted(nodes - 1, fault));
      }
    }
    return new FaultSchedule(all);
  }

  private static Fault.Kind kind(String word) {
    var words = Arrays.stream(Fault.Kind.values()).map(Fault.Kind::word).toList();
    return Arrays.stream(Fault.Kind.values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new BadScenario(
                "faults.kinds must be of %s but named \"%s\"%s"
                    .formatted(
                        String.join(", ", words), word, Parameters.didYouMean(word, words))));
  }

  /** Draws faults: exponentially distributed gaps and durations, kinds and nodes uniformly. */
  public static FaultSchedule drawn(Chances chances, RandomStream chance) {
    var all = new ArrayList<Fault>();
    var gapNanos = 3_600e9 / chances.perHour();
    for (var at = chance.exponential(gapNanos);
        at <= chances.untilNanos();
        at += chance.exponential(gapNanos)) {
      var kind = chances.kinds().get(chance.below(chances.kinds().size()));
      all.add(
          new Fault(
              kind,
              kind.hitsNode() ? chance.below(chances.nodes()) : 0,
              (long) at,
              1 + (long) chance.exponential((double) chances.meanNanos()),
              kind.usual()));
    }
    return new FaultSchedule(all);
  }

  /** Lets everything happen. */
  public void on(Timeline timeline, Hooks hooks) {
    for (var fault : faults) {
      timeline.at(
          fault.atNanos(),
          () -> {
            timeline.note(fault.lastsNanos(), fault.node());
            hooks.begins(fault);
            timeline.after(fault.lastsNanos(), () -> hooks.ends(fault));
          });
    }
  }

  /** One line each, as they can be read again. */
  @Override
  public String toString() {
    return faults.stream().map(Fault::toString).collect(Collectors.joining("\n"));
  }
}
