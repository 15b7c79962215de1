package dev.sheaf.policies.sharing;

import dev.sheaf.policies.substitution.SampleSet;
import dev.sheaf.policies.substitution.Substitution;
import dev.sheaf.policies.substitution.UnreadSamples;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leads all jobs through the dataset block by block: two blocks of a seeded permutation are live,
 * and a job reads of these two only.
 *
 * <pre>
 *   batch     held and unread of the current block; then its own misses of it, each job in an order
 *             of its own, so that J jobs fill the block together; then the same of the next block
 *   rotation  the current block is dropped when every active job has read it, or when a leader has
 *             read both and whoever is not done with the current one has more than the lag limit
 *             left of it: that one meets the block again when the scan comes round
 *   late job  starts at what is live and wraps around
 *   waiting   a job that has read both, when another is within the lag limit, gets an empty batch
 * </pre>
 *
 * <p>Each job keeps its own account of what it has read, so no job's reading changes what another
 * one gets in the end. <i>Cost:</i> O(jobs) when a sample comes, O(1) else, O(jobs) a rotation; 16
 * bytes a sample and job.
 *
 * <p><i>Source:</i> Quiver (FAST 2020); block size, lag limit and wrap-around are ours where the
 * paper does not say.
 */
public final class LiveBlocks implements SharedResidency, Substitution {
  private static final int ORDER = 1;
  private static final int READER = 2;

  private final Shape shape;
  private final long seed;
  private final int[][] blocks;
  private final int[] blockOf;
  private final SampleSet held;
  private final List<BlockReader> readers = new ArrayList<>();
  private int current;
  private int joined;
  private long opened = 2;

  /**
   * How it is set up.
   *
   * @param samples of the dataset
   * @param capacity how many samples are held at most; a block has half of it
   * @param lagLimit how many samples of the current block a job may still have to read for a leader
   *     to wait for it
   */
  public record Shape(int samples, int capacity, int lagLimit) {
    /** Checks the ranges. */
    public Shape {
      if (capacity < 2 || capacity > samples) {
        throw new IllegalArgumentException(
            "capacity must be 2..%d but was %d".formatted(samples, capacity));
      }
      if (lagLimit < 0) {
        throw new IllegalArgumentException("lagLimit must be at least 0 but was " + lagLimit);
      }
    }
  }

  /** Empty, with the first two blocks live. */
  public LiveBlocks(Shape shape, long seed) {
    this.shape = shape;
    this.seed = seed;
    this.held = new SampleSet(shape.samples());
    this.blockOf = new int[shape.samples()];
    this.blocks = cut(shape, seed);
    for (int block = 0; block < blocks.length; block++) {
      for (var id : blocks[block]) {
        blockOf[id] = block;
      }
    }
  }

  private static int[][] cut(Shape shape, long seed) {
    var order = new int[shape.samples()];
    Arrays.setAll(order, id -> id);
    for (int last = order.length - 1; last > 0; last--) {
      var other = (int) Draw.below(Draw.draw(seed, ORDER, last), last + 1L);
      var kept = order[last];
      order[last] = order[other];
      order[other] = kept;
    }
    var size = shape.capacity() / 2;
    var blocks = new int[Math.ceilDiv(order.length, size)][];
    for (int block = 0; block < blocks.length; block++) {
      var from = (int) ((long) block * order.length / blocks.length);
      var to = (int) ((block + 1L) * order.length / blocks.length);
      blocks[block] = Arrays.copyOfRange(order, from, to);
    }
    return blocks;
  }

  @Override
  public String name() {
    return "live-blocks";
  }

  /** How many blocks the dataset has. */
  public int blocks() {
    return blocks.length;
  }

  /** How many blocks have been live. */
  public long opened() {
    return opened;
  }

  @Override
  public boolean holds(int id) {
    return held.contains(id);
  }

  @Override
  public int held() {
    return held.size();
  }

  @Override
  public void begins(UnreadSamples job) {
    var reader = find(job);
    if (reader == null) {
      reader = new BlockReader(job, Draw.draw(seed, READER, joined++), blocks.length);
      readers.add(reader);
    }
    reader.begins(Arrays.stream(blocks).mapToInt(block -> block.length).toArray());
    for (int place = 0; place < held.size(); place++) {
      var id = held.at(place);
      reader.arrived(id, blockOf[id] == current);
    }
  }

  @Override
  public void leaves(UnreadSamples job) {
    readers.removeIf(reader -> reader.job() == job);
    rotate();
  }

  @Override
  public int[] batch(UnreadSamples job, int size) {
    rotate();
    var reader = reader(job);
    var ids = new int[Math.min(size, job.left())];
    var count = 0;
    while (count < ids.length) {
      var id = one(reader);
      if (id < 0) {
        break;
      }
      reader.take(id);
      ids[count++] = id;
    }
    return Arrays.copyOf(ids, count);
  }

  private int one(BlockReader reader) {
    for (var ofCurrent : new boolean[] {true, false}) {
      var atHand = reader.atHand(ofCurrent);
      if (atHand.size() > 0) {
        return reader.job().any(atHand);
      }
      var block = ofCurrent ? current : next();
      var missed = reader.ownMiss(blocks[block], block, ofCurrent, held::contains);
      if (missed >= 0) {
        return missed;
      }
    }
    return -1;
  }

  @Override
  public Reads read(UnreadSamples job, int id) {
    var hit = held.contains(id);
    if (!hit && isLive(blockOf[id])) {
      held.add(id);
      for (var reader : readers) {
        reader.arrived(id, blockOf[id] == current);
      }
    }
    if (reader(job).noted(blockOf[id]) == 0) {
      rotate();
    }
    return hit ? Reads.HIT : Reads.MISS;
  }

  private void rotate() {
    for (int turns = 0; turns < blocks.length && !readers.isEmpty() && isSpent(); turns++) {
      for (var id : blocks[current]) {
        held.remove(id);
      }
      readers.forEach(BlockReader::rotated);
      current = next();
      opened++;
    }
  }

  private boolean isSpent() {
    var behind = readers.stream().filter(reader -> reader.unreadOf(current) > 0).toList();
    if (behind.isEmpty()) {
      return true;
    }
    return readers.stream().anyMatch(this::leads)
        && behind.stream().allMatch(reader -> reader.unreadOf(current) > shape.lagLimit());
  }

  /** Has read both live blocks and wants the one after them. */
  private boolean leads(BlockReader reader) {
    return reader.unreadOf(current) == 0
        && reader.unreadOf(next()) == 0
        && reader.unreadOf((current + 2) % blocks.length) > 0;
  }

  private boolean isLive(int block) {
    return block == current || block == next();
  }

  private int next() {
    return (current + 1) % blocks.length;
  }

  private BlockReader reader(UnreadSamples job) {
    var reader = find(job);
    if (reader == null) {
      throw new IllegalArgumentException("a job must begin an epoch before it reads");
    }
    return reader;
  }

  private @Nullable BlockReader find(UnreadSamples job) {
    return readers.stream().filter(each -> each.job() == job).findFirst().orElse(null);
  }
}
