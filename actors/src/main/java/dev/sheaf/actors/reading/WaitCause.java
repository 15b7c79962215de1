package dev.sheaf.actors.reading;

import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.wire.batch.FrameHead;
import java.util.Locale;

/** What the consumer of a batch waited for. */
public enum WaitCause {
  /** Another node, which had the bytes. */
  PEER,
  /** The disk of a node. */
  DISK,
  /** The memory of Lambda functions. */
  LAMBDA,
  /** The object store, read by this node or by the owner. */
  ORIGIN,
  /** To be let in: the manifest, and space for what is absent. */
  ADMISSION,
  /** The ids of the batch, and decisions about what is missing. */
  LEDGER;

  /** How the cause is named in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The cause of a wait for a package that came from {@code tier}. */
  static WaitCause of(TierKind tier) {
    return switch (tier) {
      case MEMORY -> PEER;
      case DISK -> DISK;
      case LAMBDA -> LAMBDA;
      case ORIGIN -> ORIGIN;
    };
  }

  /** The cause of a wait for a frame of this node's tiers. */
  static WaitCause of(FrameHead head) {
    return switch (head.tier()) {
      case FrameHead.DISK -> DISK;
      default -> byPeer(head);
    };
  }

  /** The cause of a wait for a frame of a peer: where the peer had it from. */
  static WaitCause byPeer(FrameHead head) {
    return switch (head.tier()) {
      case FrameHead.ORIGIN -> ORIGIN;
      case FrameHead.LAMBDA -> LAMBDA;
      default -> PEER;
    };
  }
}
