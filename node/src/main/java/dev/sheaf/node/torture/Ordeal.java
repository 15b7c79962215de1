package dev.sheaf.node.torture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Has faults happen, has the cluster heal, and notes what came of it. */
final class Ordeal {
  private static final double NANOS = 1e9;

  private final Cluster cluster;
  private final Load load;
  private final Findings findings;
  private final Consumer<String> say;
  private final Inflicting inflicting;
  private final Healing healing;

  /** Who and what takes part. */
  record Parts(Cluster cluster, StoreLink store, Load load) {}

  Ordeal(Parts parts, Findings findings, Consumer<String> say) {
    this.cluster = parts.cluster();
    this.load = parts.load();
    this.findings = findings;
    this.say = say;
    this.inflicting = new Inflicting(cluster, parts.store());
    this.healing = new Healing(cluster, load);
  }

  /** Waits until the cluster is as it should be before anything is done to it. */
  void prepare() throws TimeoutException, IOException, InterruptedException {
    healing.heal();
  }

  /** One turn: faults that happen at the same time; the first gives the entities' loss its name. */
  void suffer(List<Fault> turn) throws TimeoutException, IOException, InterruptedException {
    var first = turn.getFirst();
    var kind = label(first);
    load.probes().forget();
    turn.forEach(fault -> cluster.suspect(Inflicting.suspects(fault)));
    load.readers().hold(first.kind() == FaultKind.LEAVE);
    var began = System.nanoTime();
    together(turn, began);
    var over = System.nanoTime();
    var silent = load.probes().silent();
    if (!silent.isEmpty()) {
      say.accept("  silent when the fault was taken back: " + String.join(", ", silent));
    }
    var up = healing.heal();
    load.readers().hold(false);
    var back = load.probes().backAfter(began, over);
    findings.note(kind, back, load.probes().goneWhileHealing(over));
    turn.stream()
        .skip(1)
        .forEach(fault -> findings.note(fault.kind().word(), List.of(), List.of()));
    say.accept(told(turn, back, new Times(began, over, up, System.nanoTime())));
  }

  /** When a turn began, was over, all nodes were up, and all was as before; in nanoseconds. */
  record Times(long began, long over, long up, long healed) {
    private double seconds(long then) {
      return (then - began) / NANOS;
    }
  }

  /** What is said of a turn, given for how many seconds entities were gone. */
  static String told(List<Fault> turn, List<Double> back, Times times) {
    return "%s: %d of the entities were gone, %s; over after %.1f s, all nodes up after %.1f s,"
            .formatted(
                text(turn),
                back.size(),
                longest(back),
                times.seconds(times.over()),
                times.seconds(times.up()))
        + " healed after %.1f s".formatted(times.seconds(times.healed()));
  }

  private void together(List<Fault> turn, long began) throws IOException, InterruptedException {
    var beside = new ArrayList<FutureTask<Void>>();
    for (var fault : turn.subList(1, turn.size())) {
      var task = new FutureTask<>(() -> inflict(fault, began));
      Thread.ofVirtual().name(fault.text()).start(task);
      beside.add(task);
    }
    inflict(turn.getFirst(), began);
    for (var task : beside) {
      try {
        task.get();
      } catch (ExecutionException | CancellationException failed) {
        throw new IOException(failed);
      }
    }
  }

  private Void inflict(Fault fault, long began) throws IOException, InterruptedException {
    inflicting.inflict(fault, () -> load.probes().allAnswerSince(began + 1_000_000_000L));
    return null;
  }

  private String label(Fault fault) throws IOException, InterruptedException {
    return fault.kind() == FaultKind.KILL
        ? label(fault, cluster.place(fault.victim()), load.admin().oldest())
        : fault.kind().word();
  }

  /** The oldest member hosts the coordinators of the shards: its loss takes longer. */
  static String label(Fault fault, String place, String oldest) {
    return fault.kind() == FaultKind.KILL && place.equals(oldest)
        ? "kill (coordinator)"
        : fault.kind().word();
  }

  private static String text(List<Fault> turn) {
    return turn.stream().map(Fault::text).collect(Collectors.joining(" with "));
  }

  private static String longest(List<Double> seconds) {
    return seconds.stream()
        .max(Double::compare)
        .map(most -> "for %.1f s at most".formatted(most))
        .orElse("not one");
  }
}
