package dev.sheaf.actors.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Random use of a small disk that is cut off, spoiled and opened again. */
final class DiskTierProperties {
  private static final int PACKAGES = 16;
  private static final int MEMORY_PAGES = 8;
  private static final long DISK_BYTES = 512 << 10;
  private static final int STEPS = 60;
  private static final ToyPackages TOYS = ToyPackages.of(PACKAGES);

  /** Files that outlive the nodes of one run. */
  private static final class Run {
    final long seed;
    final FaultyFile.Fuse fuse = new FaultyFile.Fuse();
    final FaultyFile data = new FaultyFile(fuse);
    final FaultyFile table = new FaultyFile(fuse);

    Run(long seed) {
      this.seed = seed;
    }

    ToyNode open() throws IOException {
      return new ToyNode(TOYS, MEMORY_PAGES, data, table, DISK_BYTES);
    }

    /** Lets packages come and go; each read that gives bytes gives the right ones. */
    void use(ToyNode node, int life) {
      for (int step = 0; step < STEPS; step++) {
        var index = (int) Draw.below(Draw.draw(seed, life, step, 1), PACKAGES);
        switch ((int) Draw.below(Draw.draw(seed, life, step, 2), 5)) {
          case 0 -> node.hold(index);
          case 1 -> node.release(index);
          case 2 -> node.reads(index);
          default -> node.land(index);
        }
        if (Draw.below(Draw.draw(seed, life, step, 3), 3) == 0) {
          node.write();
        }
        assertTrue(
            data.sizeBytes() + table.sizeBytes() <= DISK_BYTES, "seed " + seed + " step " + step);
      }
    }
  }

  /** The power goes at a byte that is drawn, three times in a row over the same files. */
  @Test
  void aCrashAtAnyByteLeavesOnlyMissesAndRightBytes() throws IOException {
    var crashes = 0;
    for (long seed = 0; seed < 300; seed++) {
      var run = new Run(seed);
      for (int life = 0; life < 3; life++) {
        run.fuse.left = Long.MAX_VALUE;
        try (var node = run.open()) {
          run.fuse.left = Draw.below(Draw.draw(seed, life), 400_000);
          run.use(node, life);
          crashes += node.disk.fault().isPresent() ? 1 : 0;
        }
      }
      run.fuse.left = Long.MAX_VALUE;
      try (var last = run.open()) {
        last.countReadable();
        assertTrue(last.disk.fault().isEmpty(), "seed " + seed);
      }
    }
    assertTrue(crashes > 200, crashes + " crashes");
  }

  @Test
  void aFlippedBitIsAMissAtMost() throws IOException {
    var spoiled = 0L;
    for (long seed = 0; seed < 200; seed++) {
      var run = new Run(seed);
      try (var node = run.open()) {
        run.use(node, 0);
        node.write();
      }
      for (int flip = 0; flip < 3; flip++) {
        var file = Draw.below(Draw.draw(seed, flip, 7), 4) == 0 ? run.table : run.data;
        if (file.sizeBytes() > 0) {
          file.flip(Draw.below(Draw.draw(seed, flip), file.sizeBytes() * 8));
        }
      }
      try (var node = run.open()) {
        node.countReadable();
        spoiled += node.disk.counts().errors();
      }
    }
    assertTrue(spoiled > 50, spoiled + " packages were found spoiled");
  }

  @Test
  void whatWasWrittenAndNotGivenUpIsThereAfterARestart() throws IOException {
    for (long seed = 0; seed < 100; seed++) {
      var run = new Run(seed);
      long there;
      try (var node = run.open()) {
        run.use(node, 0);
        node.write();
        there = node.countReadable();
      }
      try (var node = run.open()) {
        assertEquals(there, node.countReadable(), "seed " + seed);
      }
    }
  }
}
