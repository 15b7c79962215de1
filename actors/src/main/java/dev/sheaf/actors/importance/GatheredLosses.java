package dev.sheaf.actors.importance;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The losses that all nodes were told, brought together at this one. */
public final class GatheredLosses {
  /** Nodes that have not given their losses by then are left out. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(GatheredLosses.class);

  private final LossShelf shelf;
  private final LossPeers others;

  /** What this node's {@code shelf} and {@code others} were told. */
  public GatheredLosses(LossShelf shelf, LossPeers others) {
    this.shelf = shelf;
    this.others = others;
  }

  /** The latest loss of each sample, NaN where none is known; blocks for seconds at most. */
  LongToDoubleFunction latest(LossShelf.Of of) throws IOException, InterruptedException {
    Thread.ofVirtual()
        .name("losses-of-" + of.job())
        .start(() -> {
          try {
            shelf.gather(of, others);
          } catch (IOException | RuntimeException e) {
            LOG.warn("the losses of {} at other nodes are left out", of.job(), e);
          }
        })
        .join(PATIENCE);
    return shelf.latest(of);
  }

  LossShelf shelf() {
    return shelf;
  }

  LossPeers others() {
    return others;
  }
}
