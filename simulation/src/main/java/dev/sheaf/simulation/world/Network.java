package dev.sheaf.simulation.world;

import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;

/**
 * Links and the flows that share them max-min fairly: no flow can have more without another, that
 * has no more than it, having less.
 *
 * <p>Rates change only when a flow comes or goes or a link's capacity changes, once for all changes
 * of one instant, and only for flows that such a change can reach: over links whose flows could
 * together ask for more than the link carries. Bytes are conserved exactly: a flow that arrived has
 * moved its size on every link of its path.
 *
 * <p><i>Cost:</i> O(flows reached · log + links reached · rounds) for the changes of one instant.
 * <i>Source:</i> progressive filling: Bertsekas and Gallager, Data Networks, 2nd ed. 1992, §6.5.2.
 */
public final class Network {
  private final Timeline timeline;
  private final List<Link> touched = new ArrayList<>();
  private final List<Flow> changed = new ArrayList<>();
  private final FairShares shares = new FairShares();
  private boolean owed;

  /** Without links and flows. */
  public Network(Timeline timeline) {
    this.timeline = timeline;
  }

  /** Adds a link. */
  public Link link(String name, long capacityBytesPerSecond) {
    return new Link(name, capacityBytesPerSecond);
  }

  /** Starts a flow over distinct links. */
  public Flow send(long sizeBytes, List<Link> path, Flow.Ends ends) {
    return send(sizeBytes, Link.MOST_BYTES_PER_SECOND, path, ends);
  }

  /** Starts a flow over distinct links that never runs faster than so. */
  public Flow send(long sizeBytes, long mostBytesPerSecond, List<Link> path, Flow.Ends ends) {
    var flow = new Flow(timeline, sizeBytes, mostBytesPerSecond, path, ends);
    flow.ceilingBytesPerSecond = ceiling(flow);
    for (int i = 0; i < flow.path.length; i++) {
      var link = flow.path[i];
      if (path.indexOf(link) != i) {
        throw new IllegalArgumentException(
            "a path must not cross link %s twice".formatted(link.name()));
      }
      flow.places[i] = link.flows.size();
      link.flows.add(flow);
      link.claimedBytesPerSecond += flow.ceilingBytesPerSecond;
      touch(link);
    }
    change(flow);
    return flow;
  }

  /** Gives a link another capacity from now on; 0 cuts it. */
  public void capacity(Link link, long bytesPerSecond) {
    link.capacityBytesPerSecond = Link.checked(link.name(), bytesPerSecond);
    touch(link);
    for (var flow : link.flows) {
      var before = flow.ceilingBytesPerSecond;
      flow.ceilingBytesPerSecond = ceiling(flow);
      for (var each : flow.path) {
        each.claimedBytesPerSecond += flow.ceilingBytesPerSecond - before;
        touch(each);
      }
      change(flow);
    }
  }

  /** Gives a flow up; what had moved by now stays moved. */
  public void giveUp(Flow flow) {
    if (flow.isUnderWay()) {
      flow.stop();
      leave(flow);
    }
  }

  /** Breaks all flows over a link, and tells those who wait for them. */
  public void breakFlows(Link link) {
    for (var flow : List.copyOf(link.flows)) {
      if (flow.isUnderWay()) {
        giveUp(flow);
        flow.tellBroken();
      }
    }
  }

  /** The rate of a flow in bytes a second, all changes of this instant included. */
  public double rate(Flow flow) {
    settle();
    return flow.isUnderWay() ? flow.rate : 0;
  }

  private static long ceiling(Flow flow) {
    var least = flow.mostBytesPerSecond;
    for (var link : flow.path) {
      least = Math.min(least, link.capacityBytesPerSecond);
    }
    return least;
  }

  private void leave(Flow flow) {
    for (int i = 0; i < flow.path.length; i++) {
      var link = flow.path[i];
      var last = link.flows.removeLast();
      if (last != flow) {
        link.flows.set(flow.places[i], last);
        last.places[placeOf(last, link)] = flow.places[i];
      }
      link.claimedBytesPerSecond -= flow.ceilingBytesPerSecond;
      link.ended(flow.movedBytes());
      touch(link);
    }
  }

  private static int placeOf(Flow flow, Link link) {
    var place = 0;
    while (flow.path[place] != link) {
      place++;
    }
    return place;
  }

  private void touch(Link link) {
    if (!link.touched) {
      link.touched = true;
      touched.add(link);
    }
    owe();
  }

  private void change(Flow flow) {
    if (!flow.changed) {
      flow.changed = true;
      changed.add(flow);
    }
    owe();
  }

  private void owe() {
    if (!owed) {
      owed = true;
      timeline.at(timeline.now(), this::settle);
    }
  }

  /** Shares the links anew among the flows that the changes of this instant reach. */
  private void settle() {
    if (!owed) {
      return;
    }
    owed = false;
    for (var flow : shares.after(touched, changed)) {
      if (flow.settledRate != flow.rate || flow.wakeNanos == Long.MAX_VALUE) {
        flow.goOnAt(flow.settledRate);
        wakeAt(flow, flow.endNanos());
      }
    }
    touched.clear();
    changed.clear();
  }

  /**
   * Has the flow looked at when it may have arrived; an earlier look that is due already serves.
   */
  private void wakeAt(Flow flow, long timeNanos) {
    if (timeNanos < flow.wakeNanos) {
      flow.wakeNanos = timeNanos;
      timeline.at(timeNanos, () -> wake(flow, timeNanos));
    }
  }

  private void wake(Flow flow, long timeNanos) {
    if (!flow.isUnderWay() || flow.wakeNanos != timeNanos) {
      return;
    }
    flow.wakeNanos = Long.MAX_VALUE;
    if (flow.endNanos() > timeline.now()) {
      wakeAt(flow, flow.endNanos());
      return;
    }
    flow.arrive();
    leave(flow);
    flow.tellArrived();
  }
}
