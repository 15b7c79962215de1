package dev.sheaf.policies.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.substitution.UnreadSamples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class LiveBlocksTest {
  private final LiveBlocks blocks = new LiveBlocks(new LiveBlocks.Shape(100, 40, 5), 1);

  private UnreadSamples job(long seed) {
    var job = new UnreadSamples(100, seed);
    job.beginEpoch();
    blocks.begins(job);
    return job;
  }

  /** Reads up to {@code size} samples; gives how many came from the origin. */
  private int reads(UnreadSamples job, int size) {
    return Arrays.stream(blocks.batch(job, size)).map(id -> blocks.read(job, id).misses()).sum();
  }

  @Test
  void jobsFillABlockTogether() {
    var a = job(1);
    var b = job(2);
    var c = job(3);
    var misses = reads(a, 10) + reads(b, 20) + reads(c, 20) + reads(a, 10);
    assertEquals(5, blocks.blocks());
    assertEquals(20, misses, "a block of 20 is read once for three jobs");
  }

  @Test
  void aLateJobStartsAtWhatIsLiveAndWrapsAround() {
    var early = job(1);
    reads(early, 25);
    reads(early, 25);
    var late = job(2);
    assertEquals(0, reads(late, 10), "10 of the live block are held");
    assertEquals(10, reads(late, 10), "and the other 10 are not");
    var rest = 0;
    for (int turn = 0; turn < 100 && late.left() > 0; turn++) {
      rest += reads(late, 10);
      if (early.left() > 0) {
        rest += reads(early, 10);
        if (early.left() == 0) {
          blocks.leaves(early);
        }
      }
    }
    assertEquals(0, late.left());
    assertTrue(rest <= 20 + 20 + 40, "two blocks shared, two that are wrapped around to: " + rest);
  }

  @Test
  void aLeaderWaitsForOneThatIsNearlyDone() {
    var leader = job(1);
    var follower = job(2);
    reads(follower, 16);
    assertEquals(40 - 16, reads(leader, 40));
    assertEquals(
        0, blocks.batch(leader, 10).length, "4 are left to the follower: within the limit");
    reads(follower, 4);
    assertEquals(10, reads(leader, 10));
  }

  @Test
  void aLeaderLeavesBehindOneThatIsFarBack() {
    var leader = job(1);
    var follower = job(2);
    reads(follower, 3);
    reads(leader, 40);
    assertEquals(10, reads(leader, 10));
    assertEquals(97, follower.left(), "who still owes itself the block");
    while (follower.left() > 0) {
      reads(follower, 10);
      if (leader.left() > 0) {
        reads(leader, 10);
      }
      if (leader.left() == 0) {
        blocks.leaves(leader);
      }
    }
  }
}
