package dev.sheaf.gpu.model;

import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.policies.books.ModelBook;
import dev.sheaf.policies.model.EvictionOrder;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How models are kept on a node.
 *
 * @param library folder of what is known, which nodes may share
 * @param disk folder below which the node has one of its own
 * @param budgets of the tiers
 * @param order in which models make room
 * @param processBytes what a process takes beside its weights
 * @param idle a model that was not asked for in so long leaves the accelerator
 */
public record ModelSettings(
    Path library,
    Path disk,
    ModelBook.Budgets budgets,
    EvictionOrder order,
    long processBytes,
    Duration idle) {
  private static final long RING_SLOTS = 6;

  /** What a model takes on the accelerator: weights, process, and the ring of its images. */
  long deviceBytes(Assignment assignment, long weightBytes) {
    var image = 3L * assignment.images().size().height() * assignment.images().size().width();
    return weightBytes + processBytes + RING_SLOTS * assignment.reading().batchSize() * image;
  }
}
