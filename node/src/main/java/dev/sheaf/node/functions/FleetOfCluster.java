package dev.sheaf.node.functions;

import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.lambda.LambdaFleetView;
import dev.sheaf.lambda.bridge.ChunkPlacement;
import dev.sheaf.lambda.bridge.LambdaBridge;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.node.config.LambdaSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The functions as this node knows them: what its own do, and of the others that they are
 * another's.
 */
record FleetOfCluster(
    LambdaBridge bridge, LambdaSettings settings, ClusterView cluster, Weights weights)
    implements LambdaFleetView {

  @Override
  public Optional<List<Node>> nodes() {
    var known = weights.shown();
    var all = new ArrayList<Node>();
    for (int node = 0; node < settings.nodes(); node++) {
      all.add(node(node, known));
    }
    return Optional.of(all);
  }

  private Node node(int node, ChunkPlacement.Weights known) {
    return bridge
        .function(node)
        .map(shown ->
            new Node(
                node,
                shown.function(),
                state(shown, known.of(node)),
                shown.chunks(),
                shown.usedBytes(),
                shown.instance() == 0 ? "" : Long.toHexString(shown.instance()),
                cluster.self().id()))
        .orElseGet(() ->
            new Node(
                node, new FleetNames(settings.cluster()).function(node), "absent", 0, 0, "", ""));
  }

  private static String state(LambdaBridge.FunctionView shown, int weight) {
    return weight == 0 ? "draining" : state(shown);
  }

  /** What a function of this node does, in one word. */
  static String state(LambdaBridge.FunctionView shown) {
    return switch (shown.state()) {
      case "serving" -> "awake";
      case "invoking", "warming" -> "starting";
      case "checking" -> "suspect";
      case "silent" -> "lost";
      default -> shown.instance() == 0 ? "absent" : "resting";
    };
  }

  @Override
  public Draining drain(int node) {
    if (node < 0 || node >= settings.nodes()) {
      return new Draining.NoSuchNode(settings.nodes());
    }
    return new Draining.Begun(node(node, weights.drained(node)));
  }
}
