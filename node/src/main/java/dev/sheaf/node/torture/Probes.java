package dev.sheaf.node.torture;

import dev.sheaf.node.torture.Gateways.Gateway;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Asks entities all the time whether they answer, each by a thread of its own, so that it is known
 * how long each was gone: jobs that nobody trains, spread over the shards.
 */
final class Probes {
  private static final long DEADLINE_MILLIS = 1_000;
  private static final long BETWEEN_MILLIS = 200;

  private final Caller caller;
  private final List<Probe> probes = new ArrayList<>();
  private final Repeating repeating = new Repeating(BETWEEN_MILLIS);

  /** What is known of one entity. */
  private static final class Probe {
    final String job;
    final List<Outage> outages = new ArrayList<>();
    long askedNanos;
    long goneNanos;
    boolean answers = true;

    Probe(String job) {
      this.job = job;
    }
  }

  /** From the first question that had no answer to the first that had one. */
  private record Outage(long goneNanos, long backNanos) {
    double secondsSince(long nanos) {
      return (backNanos - nanos) / 1e9;
    }
  }

  /** Asks these jobs by the gateways that are sound. */
  Probes(Caller caller, List<String> jobs) {
    this.caller = caller;
    jobs.forEach(job -> probes.add(new Probe(job)));
  }

  List<Runnable> threads() {
    return probes.stream().<Runnable>map(probe -> () -> repeating.run(_ -> ask(probe))).toList();
  }

  void end() {
    repeating.end();
  }

  private void ask(Probe probe) throws InterruptedException {
    var sound = caller.gateways().sound();
    if (!sound.isEmpty()) {
      ask(probe, sound.get(Math.floorMod(probe.job.hashCode(), sound.size())));
    }
  }

  private void ask(Probe probe, Gateway gateway) throws InterruptedException {
    var began = System.nanoTime();
    var path = "/v1/jobs/" + probe.job;
    var request = HttpRequest.newBuilder(gateway.api().resolve(path)).GET();
    var reply = caller.ask(gateway, request, DEADLINE_MILLIS);
    if (reply.isPresent() && reply.get().statusCode() != 200) {
      caller
          .checker()
          .breaks(Promise.LOST_ACKS, path + " was accepted, and is " + reply.get().statusCode());
    }
    synchronized (probe) {
      if (reply.isPresent() && !probe.answers) {
        probe.outages.add(new Outage(probe.goneNanos, System.nanoTime()));
      } else if (reply.isEmpty() && probe.answers) {
        probe.goneNanos = began;
      }
      probe.answers = reply.isPresent();
      probe.askedNanos = began;
    }
  }

  /** True when each entity has been asked since then, and answered. */
  boolean allAnswerSince(long nanos) {
    for (var probe : probes) {
      synchronized (probe) {
        if (!probe.answers || probe.askedNanos - nanos < 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** The jobs that do not answer now. */
  List<String> silent() {
    var silent = new ArrayList<String>();
    for (var probe : probes) {
      synchronized (probe) {
        if (!probe.answers) {
          silent.add(probe.job);
        }
      }
    }
    return silent;
  }

  /** Forgets what was. */
  void forget() {
    for (var probe : probes) {
      synchronized (probe) {
        probe.outages.clear();
      }
    }
  }

  /**
   * How many seconds after {@code nanos} each entity was back that was gone by the fault itself.
   *
   * @param overNanos when the fault was taken back
   */
  List<Double> backAfter(long nanos, long overNanos) {
    return outages(
        outage -> outage.goneNanos() - overNanos < 0, outage -> outage.secondsSince(nanos));
  }

  /** For how many seconds entities were gone later, as when they moved to a node that is back. */
  List<Double> goneWhileHealing(long overNanos) {
    return outages(
        outage -> outage.goneNanos() - overNanos >= 0,
        outage -> outage.secondsSince(outage.goneNanos()));
  }

  private List<Double> outages(Predicate<Outage> which, ToDoubleFunction<Outage> seconds) {
    var all = new ArrayList<Double>();
    for (var probe : probes) {
      synchronized (probe) {
        probe.outages.stream().filter(which).mapToDouble(seconds).forEach(all::add);
      }
    }
    return all;
  }
}
