package dev.sheaf.node.demo;

import dev.sheaf.lambda.local.LocalLambda;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.functions.FunctionFleet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Takes functions away while the demo runs, as the provider may at any time. */
final class DemoReclaims {
  private static final double SHARE = 0.5;

  private final SheafNode node;
  private final long seed;
  private final Consumer<String> print;
  private final AtomicInteger taken = new AtomicInteger();

  DemoReclaims(SheafNode node, long seed, Consumer<String> print) {
    this.node = node;
    this.seed = seed;
    this.print = print;
  }

  /** Takes half of the environments at once. */
  void takeHalf() {
    node.functions().flatMap(FunctionFleet::local).ifPresent(this::takeHalf);
  }

  private void takeHalf(LocalLambda lambda) {
    taken.addAndGet(lambda.reclaimShare(SHARE, seed));
    print.accept(
        "half of the Lambda functions lost their memory (%d): training goes on"
            .formatted(taken.get()));
  }

  /** What the functions did; all zero without any. */
  DemoReport.Lambda figures() {
    return node.functions()
        .map(fleet -> {
          var counted = fleet.figures();
          return new DemoReport.Lambda(
              fleet.nodes(),
              counted.chunksRead(),
              taken.get(),
              counted.costMicroUsd(),
              counted.unattributedMicroUsd());
        })
        .orElse(DemoReport.Lambda.OFF);
  }
}
