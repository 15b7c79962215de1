package dev.sheaf.policies.books;

import dev.sheaf.policies.placement.SlotTable;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.List;

/**
 * What goes into a {@link StripeBook} and comes out of it.
 *
 * <p>A <i>stripe</i> is one storing of an object; its number is never used again, so whatever comes
 * late for an older one is known as late.
 */
public interface StripeProtocol {
  /** What the book is told and asked. */
  sealed interface Command {
    /** Where can the object be read? */
    record Find(long object) implements Command {}

    /**
     * Make room for the object and say where its chunks go.
     *
     * @param slots what its place is drawn from
     * @param evict whether others may be given up for it
     */
    record Store(long object, long sizeBytes, StripeCode code, SlotTable slots, boolean evict)
        implements Command {}

    /**
     * A node says that it holds this chunk of the object.
     *
     * @param slots what the places of its other chunks are drawn from until they are found
     */
    record Found(long object, long sizeBytes, StripeCode code, SlotTable slots, int chunk, int node)
        implements Command {}

    /** Write again those chunks of the object that are lost. */
    record Rebuild(long object, long stripe) implements Command {}

    /** A chunk has arrived at its node. */
    record Written(long object, long stripe, int chunk) implements Command {}

    /** A chunk has not. */
    record NotWritten(long object, long stripe, int chunk) implements Command {}

    /** A node has lost what was written after {@code asOfNanos}. */
    record Lost(int node, long asOfNanos) implements Command {}

    /** The object is not to be kept. */
    record Drop(long object) implements Command {}
  }

  /** What changes the book. */
  sealed interface Event {
    /** The object was asked for. */
    record Touched(long object) implements Event {}

    /** The hand of the clock went so far. */
    record Swept(int steps) implements Event {}

    /** The object is kept no longer. */
    record Dropped(long object) implements Event {}

    /** A stripe's chunk i is to be on {@code nodes[i]}; room is kept as its chunks are reserved. */
    record Placed(long object, long stripe, long sizeBytes, StripeCode code, List<Integer> nodes)
        implements Event {}

    /** A chunk is on this node, and can be read there. */
    record ChunkFound(long object, int chunk, int node, long atNanos) implements Event {}

    /** Room is kept for chunks that are written again. */
    record Reserved(long object, List<Integer> chunks) implements Event {}

    /** A chunk can be read. */
    record ChunkWritten(long object, int chunk, long atNanos) implements Event {}

    /** A chunk cannot be read; its room is free. */
    record ChunkGone(long object, int chunk) implements Event {}

    /** What a node got after {@code asOfNanos} cannot be read. */
    record NodeLost(int node, long asOfNanos) implements Event {}
  }

  /** What the shell is to do; idempotent. */
  sealed interface Effect {
    /** The node need not hold the chunk any more. */
    record Forget(int node, long object, long stripe, int chunk) implements Effect {}

    /** Chunks of this stripe are lost: read the object from its origin and rebuild them. */
    record Restore(long object, long stripe) implements Effect {}
  }

  /** What the book answers. */
  sealed interface Reply {
    /** It is not here. */
    record Absent() implements Reply {}

    /** So few of its chunks are left that it cannot be read here. */
    record Broken(long stripe) implements Reply {}

    /**
     * Any {@code data} of these chunks give it back.
     *
     * @param chunks that can be read
     * @param nodes of all chunks, in order
     */
    record Resident(long stripe, long chunkBytes, List<Integer> chunks, List<Integer> nodes)
        implements Reply {}

    /** Write these chunks to these nodes, which are those of all chunks in order. */
    record Write(long stripe, long chunkBytes, List<Integer> chunks, List<Integer> nodes)
        implements Reply {}

    /** It fits only if others are given up. */
    record Full() implements Reply {}

    /** It does not fit at all. */
    record TooLarge(long mostBytes) implements Reply {}

    /** It is known; nothing else is to be done. */
    record Noted() implements Reply {}
  }
}
