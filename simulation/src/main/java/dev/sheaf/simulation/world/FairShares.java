package dev.sheaf.simulation.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Progressive filling of the links and flows that a change can reach: all rates rise together, and
 * a flow stops when one of its links is full or it has reached its own ceiling.
 */
final class FairShares {
  private final List<Flow> flows = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private int visit;

  /**
   * The flows whose rates may differ after these links and flows were changed, each with its {@link
   * Flow#settledRate}.
   */
  List<Flow> after(List<Link> touched, List<Flow> changed) {
    reach(touched, changed);
    fill();
    return flows;
  }

  private void reach(List<Link> touched, List<Flow> changed) {
    visit++;
    flows.clear();
    links.clear();
    for (var link : touched) {
      link.touched = false;
      if (link.wasShared || link.isShared()) {
        visit(link);
      }
      link.wasShared = link.isShared();
    }
    for (var flow : changed) {
      flow.changed = false;
      if (flow.isUnderWay()) {
        visit(flow);
      }
    }
    for (int seen = 0, spread = 0; seen < links.size() || spread < flows.size(); ) {
      if (seen < links.size()) {
        links.get(seen++).flows.forEach(this::visit);
      } else {
        visitSharedLinksOf(flows.get(spread++));
      }
    }
  }

  private void visitSharedLinksOf(Flow flow) {
    for (var link : flow.path) {
      if (link.isShared()) {
        visit(link);
      }
    }
  }

  private void visit(Link link) {
    if (link.visit != visit) {
      link.visit = visit;
      links.add(link);
    }
  }

  private void visit(Flow flow) {
    if (flow.visit != visit) {
      flow.visit = visit;
      flows.add(flow);
    }
  }

  private void fill() {
    links.removeIf(link -> !link.isShared());
    for (var link : links) {
      link.residual = link.capacityBytesPerSecond;
      link.unsettled = link.flows.size();
    }
    for (var flow : flows) {
      flow.settled = false;
    }
    var rising = new ArrayList<>(flows);
    rising.sort(Comparator.comparingLong(flow -> flow.ceilingBytesPerSecond));
    var next = 0;
    while (next < rising.size()) {
      var tightest = tightest();
      var level = tightest == null ? Double.POSITIVE_INFINITY : share(tightest);
      var before = next;
      while (next < rising.size()
          && (rising.get(next).settled || rising.get(next).ceilingBytesPerSecond <= level)) {
        var flow = rising.get(next++);
        settle(flow, (double) flow.ceilingBytesPerSecond);
      }
      if (next == before && tightest != null) {
        for (var flow : tightest.flows) {
          settle(flow, level);
        }
      }
    }
  }

  private @Nullable Link tightest() {
    Link tightest = null;
    for (var link : links) {
      if (link.unsettled > 0 && (tightest == null || share(link) < share(tightest))) {
        tightest = link;
      }
    }
    return tightest;
  }

  private static double share(Link link) {
    return Math.max(0, link.residual) / link.unsettled;
  }

  private static void settle(Flow flow, double rate) {
    if (flow.settled) {
      return;
    }
    flow.settled = true;
    flow.settledRate = rate;
    for (var link : flow.path) {
      link.residual -= rate;
      link.unsettled--;
    }
  }
}
