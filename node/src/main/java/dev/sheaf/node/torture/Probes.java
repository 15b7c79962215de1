package dev.sheaf.node.torture;

import dev.sheaf.node.torture.Gateways.Gateway;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks entities all the time whether they answer, each by a thread of its own, so that it is known
 * how long each was gone: jobs that nobody trains, spread over the shards.
 */
final class Probes {
  private static final long DEADLINE_MILLIS = 1_000;
  private static final long BETWEEN_MILLIS = 200;

  private final Caller caller;
  private final List<Probe> probes = new ArrayList<>();
  private volatile boolean over;

  /** What is known of one entity. */
  private static final class Probe {
    final String job;
    boolean answers = true;
    long askedNanos;
    long backNanos;

    Probe(String job) {
      this.job = job;
    }
  }

  /** Asks these jobs by the gateways that are sound. */
  Probes(Caller caller, List<String> jobs) {
    this.caller = caller;
    jobs.forEach(job -> probes.add(new Probe(job)));
  }

  List<Runnable> threads() {
    return probes.stream().<Runnable>map(probe -> () -> ask(probe)).toList();
  }

  void end() {
    over = true;
  }

  private void ask(Probe probe) {
    try {
      while (!over) {
        var sound = caller.gateways().sound();
        if (!sound.isEmpty()) {
          ask(probe, sound.get(Math.floorMod(probe.job.hashCode(), sound.size())));
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
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
        probe.backNanos = System.nanoTime();
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

  /** How many seconds after {@code nanos} each entity was back that had gone since. */
  List<Double> backAfter(long nanos) {
    var seconds = new ArrayList<Double>();
    for (var probe : probes) {
      synchronized (probe) {
        if (probe.backNanos - nanos > 0) {
          seconds.add((probe.backNanos - nanos) / 1e9);
        }
      }
    }
    return seconds;
  }
}
