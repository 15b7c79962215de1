package dev.sheaf.lambda.bridge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps functions from being called: of each the last fault, until it calls again. The same
 * fault of many functions is one complaint, and is logged once in {@value #SAID_MINUTES} minutes.
 */
final class CallFaults implements LambdaNode.Complaints {
  private static final Logger LOG = LoggerFactory.getLogger(CallFaults.class);
  private static final long SAID_MINUTES = 10;
  private static final int MOST_KINDS = 100;

  private final IntFunction<String> names;
  private final Map<Integer, String> faults = new TreeMap<>();
  private final Map<String, Long> saidNanos = new LinkedHashMap<>();

  /** Nothing is wrong with the functions of these names. */
  CallFaults(IntFunction<String> names) {
    this.names = names;
  }

  @Override
  public synchronized void about(int node, String what) {
    if (what.isEmpty()) {
      faults.remove(node);
      return;
    }
    faults.put(node, what);
    var now = System.nanoTime();
    var said = saidNanos.get(what);
    if (said == null || now - said > TimeUnit.MINUTES.toNanos(SAID_MINUTES)) {
      if (saidNanos.size() == MOST_KINDS) {
        saidNanos.clear();
      }
      saidNanos.put(what, now);
      LOG.warn("{}; until then packages come from the tiers below", complaint(List.of(node), what));
    }
  }

  private String complaint(List<Integer> nodes, String what) {
    var others = nodes.size() - 1;
    return "function %s%s cannot be called: %s"
        .formatted(
            names.apply(nodes.getFirst()),
            others == 0 ? "" : " and %d more".formatted(others),
            what);
  }

  /** Each fault once. */
  synchronized List<String> all() {
    var nodes = new LinkedHashMap<String, List<Integer>>();
    faults.forEach(
        (node, what) -> nodes.computeIfAbsent(what, first -> new ArrayList<>()).add(node));
    return nodes.entrySet().stream()
        .map(each -> complaint(each.getValue(), each.getKey()))
        .toList();
  }
}
