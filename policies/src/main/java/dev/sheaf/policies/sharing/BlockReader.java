package dev.sheaf.policies.sharing;

import dev.sheaf.policies.ledger.KeyedBijection;
import dev.sheaf.policies.substitution.SampleSet;
import dev.sheaf.policies.substitution.UnreadSamples;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.function.IntPredicate;

/** One job among {@link LiveBlocks}: what it has at hand of each live block, and its own order. */
final class BlockReader {
  private final UnreadSamples job;
  private final long seed;
  private final int[] unreadOf;
  private SampleSet current;
  private SampleSet next;
  private final long[] cursors = new long[2];

  BlockReader(UnreadSamples job, long seed, int blocks) {
    this.job = job;
    this.seed = seed;
    this.unreadOf = new int[blocks];
    this.current = new SampleSet(job.samples());
    this.next = new SampleSet(job.samples());
  }

  UnreadSamples job() {
    return job;
  }

  int unreadOf(int block) {
    return unreadOf[block];
  }

  /** Nothing is read, and nothing at hand. */
  void begins(int[] blockSizes) {
    System.arraycopy(blockSizes, 0, unreadOf, 0, unreadOf.length);
    current.clear();
    next.clear();
    cursors[0] = 0;
    cursors[1] = 0;
  }

  void arrived(int id, boolean inCurrent) {
    if (job.isUnread(id)) {
      (inCurrent ? current : next).add(id);
    }
  }

  /** Marks an id as read; {@link #noted} follows when it is delivered. */
  void take(int id) {
    job.read(id);
    current.remove(id);
    next.remove(id);
  }

  /** A sample of a block was delivered; gives how many of it are left. */
  int noted(int block) {
    return --unreadOf[block];
  }

  SampleSet atHand(boolean ofCurrent) {
    return ofCurrent ? current : next;
  }

  /** The next block becomes the current one; nothing of the one after it is at hand. */
  void rotated() {
    var spent = current;
    current = next;
    spent.clear();
    next = spent;
    cursors[0] = cursors[1];
    cursors[1] = 0;
  }

  /**
   * The next sample of a block, in this job's own order of it, that is not held and not read; -1
   * when there is none.
   */
  int ownMiss(int[] block, int number, boolean ofCurrent, IntPredicate held) {
    var slot = ofCurrent ? 0 : 1;
    var order = new KeyedBijection(block.length, Draw.draw(seed, job.epoch(), number));
    while (cursors[slot] < block.length) {
      var id = block[(int) order.at(cursors[slot]++)];
      if (job.isUnread(id) && !held.test(id)) {
        return id;
      }
    }
    return -1;
  }
}
