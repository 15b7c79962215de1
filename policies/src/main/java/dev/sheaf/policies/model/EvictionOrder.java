package dev.sheaf.policies.model;

/**
 * In which order models make room.
 *
 * <p><i>Source:</i> TrIMS (Dakkak et al., CLOUD 2019) for all but the last.
 */
public enum EvictionOrder {
  /** None ever does. */
  NEVER,
  /** The one whose last opening is longest ago. */
  LRU,
  /** The one that came first. */
  FIFO,
  /** The least commonly used (LFU): the one that was opened least often. */
  LCU,
  /** Whichever is closed by its last user, at once; what is left as by {@link #LRU}. */
  EAGER,
  /** The one with the most bytes times openings of others since its last. */
  BIG_AND_COLD;

  /** The rank of a copy: the lowest leaves first. */
  long rank(ModelCopy copy, long openings) {
    return switch (this) {
      case NEVER, LRU, EAGER -> copy.lastUse();
      case FIFO -> copy.arrived();
      case LCU -> copy.uses();
      case BIG_AND_COLD -> -copy.sizeBytes() / 1024 * (openings - copy.lastUse() + 1);
    };
  }
}
