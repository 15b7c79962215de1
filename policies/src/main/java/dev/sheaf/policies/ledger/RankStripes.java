package dev.sheaf.policies.ledger;

import dev.sheaf.policies.ledger.AssignedWindow.Replacement;
import dev.sheaf.policies.vocabulary.Tail;
import java.util.HashMap;
import java.util.List;

/**
 * Deals a global batch of ids out to the ranks; every rank gets the same number of batches.
 *
 * <p>Rank {@code r} of a whole batch gets the run of {@code batchSize} ids that begins at {@code r
 * × batchSize}. The last batch of an epoch may have only {@code m} ids:
 *
 * <table>
 * <caption>The last, partial batch</caption>
 * <tr><td>even</td><td>runs of {@code m / ranks} ids, one more for the first {@code m % ranks}
 *   ranks; a rank that would get none gets one repeated id, as padding</td></tr>
 * <tr><td>pad</td><td>filled up to a whole batch with ids repeated from its start, as padding</td></tr>
 * <tr><td>drop</td><td>there is none</td></tr>
 * </table>
 *
 * @param globalBatch samples of a whole batch over all ranks
 * @param ranks a divisor of the global batch
 * @param tail the job's tail rule
 */
public record RankStripes(int globalBatch, int ranks, Tail tail) {
  /** Stripes whose ranks divide the global batch. */
  public RankStripes {
    if (ranks < 1 || globalBatch % ranks != 0) {
      throw new IllegalArgumentException(
          "ranks must divide the global batch of " + globalBatch + " but were " + ranks);
    }
  }

  /**
   * What {@code rank} gets of the batch {@code drawn}, after what was decided about missing ones.
   *
   * @param replacements all of the batch; a later one about the same sample overrides an earlier
   */
  public RankIds of(long[] drawn, int rank, List<Replacement> replacements) {
    var by = new HashMap<Long, Long>();
    replacements.forEach(each -> by.put(each.id(), each.by()));
    var first = first(drawn.length, rank);
    var size = size(drawn.length, rank);
    var ids = new long[size];
    var flags = new byte[size];
    var kept = 0;
    for (int i = 0; i < size; i++) {
      var position = first + i;
      var id = drawn[position % drawn.length];
      var standIn = by.getOrDefault(id, id);
      if (standIn >= 0) {
        ids[kept] = standIn;
        flags[kept++] = RankIds.flags(position >= drawn.length, standIn != id);
      }
    }
    return RankIds.of(ids, flags, kept);
  }

  private int size(int drawn, int rank) {
    var perRank = globalBatch / ranks;
    if (drawn == globalBatch || tail != Tail.EVEN) {
      return perRank;
    }
    return Math.max(1, drawn / ranks + (rank < drawn % ranks ? 1 : 0));
  }

  private int first(int drawn, int rank) {
    if (drawn == globalBatch || tail != Tail.EVEN) {
      return rank * (globalBatch / ranks);
    }
    return drawn < ranks ? rank : rank * (drawn / ranks) + Math.min(rank, drawn % ranks);
  }
}
