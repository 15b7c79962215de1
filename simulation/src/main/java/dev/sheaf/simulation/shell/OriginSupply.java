package dev.sheaf.simulation.shell;

import dev.sheaf.simulation.world.CacheNode;
import dev.sheaf.simulation.world.Flow;
import dev.sheaf.simulation.world.PatientReader;
import java.util.List;

/** Fetches from the origin over a node's network card. */
final class OriginSupply implements Supply {
  private final PatientReader reader;
  private final List<CacheNode> nodes;

  OriginSupply(PatientReader reader, List<CacheNode> nodes) {
    this.reader = reader;
    this.nodes = nodes;
  }

  @Override
  public void fetch(int node, long sizeBytes, Flow.Ends ends) {
    reader.read(sizeBytes, node == NO_NODE ? List.of() : List.of(nodes.get(node).in()), ends);
  }
}
