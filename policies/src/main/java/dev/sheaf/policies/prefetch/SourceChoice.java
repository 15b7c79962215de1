package dev.sheaf.policies.prefetch;

/**
 * Where a sample is read from: the fastest of the node's own storage, a peer's, and the parallel
 * file system or origin; of equals the local one, then the remote one.
 *
 * <p>{@code PFS = min(bandwidth(n)/n, b_fs)}, {@code remote = min(class per thread, b_c)}, {@code
 * local = class per thread}.
 *
 * <p>A peer is not asked what it has: it is assumed to be as far in its list as this node is in its
 * own, or done. A wrong guess is answered by nothing and read from the file system.
 *
 * <p>With {@code asReleased} the file system's bandwidth is interpolated before the number of nodes
 * is known: it is that of a single process, divided by n.
 *
 * <p><i>Cost:</i> O(1).
 *
 * <p><i>Source:</i> NoPFS (Dryden et al., SC 2021), its metadata store.
 */
public final class SourceChoice {
  private final double fileSystemBytesPerSecond;
  private final double peerBytesPerSecond;

  /**
   * What the links carry.
   *
   * @param fileSystem by number of nodes that read
   * @param fileSystemLinkBytesPerSecond of one node to the file system, b_fs
   * @param peerLinkBytesPerSecond of one node to another, b_c
   */
  public record Links(
      Bandwidths fileSystem,
      double fileSystemLinkBytesPerSecond,
      double peerLinkBytesPerSecond,
      boolean asReleased) {}

  /** For {@code nodes} that read at the same time. */
  public SourceChoice(Links links, int nodes) {
    var shared = links.fileSystem().of(links.asReleased() ? 1 : nodes) / nodes;
    this.fileSystemBytesPerSecond = Math.min(shared, links.fileSystemLinkBytesPerSecond());
    this.peerBytesPerSecond = links.peerLinkBytesPerSecond();
  }

  /** Where it is read from. */
  public enum Source {
    /** The node's own storage. */
    LOCAL,
    /** Another node's storage. */
    REMOTE,
    /** The parallel file system, or the origin. */
    FILE_SYSTEM
  }

  /**
   * The fastest source.
   *
   * @param localBytesPerSecond of a thread of the class that holds it here; 0 when none does
   * @param remoteBytesPerSecond of a thread of the class that holds it at a peer; 0 when none does
   */
  public Source choose(double localBytesPerSecond, double remoteBytesPerSecond) {
    var remote = Math.min(remoteBytesPerSecond, peerBytesPerSecond);
    if (localBytesPerSecond > 0
        && localBytesPerSecond >= remote
        && localBytesPerSecond >= fileSystemBytesPerSecond) {
      return Source.LOCAL;
    }
    return remote > 0 && remote >= fileSystemBytesPerSecond ? Source.REMOTE : Source.FILE_SYSTEM;
  }

  /** What the file system gives one node, in bytes a second. */
  public double fileSystemBytesPerSecond() {
    return fileSystemBytesPerSecond;
  }

  /**
   * Whether a peer is assumed to hold a sample already.
   *
   * @param placeInItsList place of the sample in the peer's list for that class
   * @param ownFilled how many of its own list for that class this node has filled
   * @param ownLength how long that list is; a node that is done takes the peer to be done
   */
  public static boolean assumedFilled(int placeInItsList, int ownFilled, int ownLength) {
    return ownFilled >= ownLength || placeInItsList < ownFilled;
  }
}
