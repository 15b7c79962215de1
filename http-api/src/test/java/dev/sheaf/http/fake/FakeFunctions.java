package dev.sheaf.http.fake;

import dev.sheaf.actors.lambda.LambdaFleetView;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A fake fleet of functions that hold nothing; off until it has a size. */
public final class FakeFunctions implements LambdaFleetView {
  /** How many functions there are; 0: the tier is off. */
  public volatile int size;

  @Override
  public Optional<List<Node>> nodes() {
    return size == 0
        ? Optional.empty()
        : Optional.of(IntStream.range(0, size).mapToObj(each -> node(each, "resting")).toList());
  }

  @Override
  public Draining drain(int node) {
    if (size == 0) {
      return new Draining.NoTier();
    }
    return node < size ? new Draining.Begun(node(node, "draining")) : new Draining.NoSuchNode(size);
  }

  private static Node node(int number, String state) {
    return new Node(number, "sheaf-main-" + number, state, 2, 1 << 20, "a1", "host:25520#1");
  }
}
