package dev.sheaf.policies.ledger;

import java.util.List;

/**
 * A run of global batches that was assigned ahead, described so that their ids follow from it.
 *
 * <p>A window says everything that {@link EpochOrder} needs besides the job's spec and the package
 * table: which packages were open when it began, how far each was drawn, and which were opened at
 * which batch. No id is stored.
 *
 * @param generation the life of the job that may read it
 * @param epoch the epoch it belongs to, from 0
 * @param firstBatch number of its first global batch, from 0
 * @param batches how many global batches it covers
 * @param open packages open before the first batch, in the order in which they were opened
 * @param openings packages opened inside the window, in order
 * @param replacements samples that are not delivered under their own id, in order of position
 * @param last true when the epoch ends with this window
 * @param crc CRC-32 of the ids of all its batches as drawn, before replacements, as little-endian
 *     64-bit values
 */
public record AssignedWindow(
    long generation,
    int epoch,
    int firstBatch,
    int batches,
    List<OpenPackage> open,
    List<Opening> openings,
    List<Replacement> replacements,
    boolean last,
    int crc) {
  /** A window that owns its lists. */
  public AssignedWindow {
    open = List.copyOf(open);
    openings = List.copyOf(openings);
    replacements = List.copyOf(replacements);
  }

  /** True when global batch {@code n} of {@code ofEpoch} lies in this window. */
  public boolean covers(int ofEpoch, int n) {
    return epoch == ofEpoch && n >= firstBatch && n - firstBatch < batches;
  }

  /** This window, for readers of another generation. */
  public AssignedWindow withGeneration(long other) {
    return new AssignedWindow(
        other, epoch, firstBatch, batches, open, openings, replacements, last, crc);
  }

  /** This window with other replacements. */
  public AssignedWindow withReplacements(List<Replacement> others) {
    return new AssignedWindow(
        generation, epoch, firstBatch, batches, open, openings, others, last, crc);
  }

  /** The first batch after this window. */
  public int endBatch() {
    return firstBatch + batches;
  }

  /**
   * A package that is partly drawn.
   *
   * @param index its place in the package table
   * @param drawn how many of its samples were drawn before the window's first batch
   */
  public record OpenPackage(int index, int drawn) {}

  /**
   * A package opened inside the window.
   *
   * @param batch the global batch before which it was opened
   * @param index its place in the package table
   */
  public record Opening(int batch, int index) {}

  /**
   * A sample that could not be delivered and what the ledger decided about it.
   *
   * @param batch the global batch it was drawn for
   * @param id the sample that is missing
   * @param by the sample delivered in its place, flagged; -1 when it was skipped
   */
  public record Replacement(int batch, long id, long by) {}
}
