package dev.sheaf.policies.books;

import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.ArrayList;
import java.util.List;

/** One object's chunks: where each is, and whether it is expected, readable or gone. */
final class Stripe {
  private static final long RESERVED = Long.MAX_VALUE;
  private static final long GONE = -1;

  final long object;
  final long number;
  final StripeCode code;
  final long chunkBytes;
  final List<Integer> nodes;
  final int ringIndex;
  boolean referenced = true;

  /** When each chunk was written; or one of the two marks. */
  private final long[] writtenAt;

  /** Where each chunk stands on its node's shelf. */
  final int[] shelfIndex;

  Stripe(StripeProtocol.Event.Placed placed, int ringIndex) {
    this.object = placed.object();
    this.number = placed.stripe();
    this.code = placed.code();
    this.chunkBytes = code.chunkBytes(placed.sizeBytes());
    this.nodes = new ArrayList<>(placed.nodes());
    this.ringIndex = ringIndex;
    this.writtenAt = new long[nodes.size()];
    this.shelfIndex = new int[nodes.size()];
    java.util.Arrays.fill(writtenAt, GONE);
  }

  boolean readable(int chunk) {
    return writtenAt[chunk] != RESERVED && writtenAt[chunk] != GONE;
  }

  boolean gone(int chunk) {
    return writtenAt[chunk] == GONE;
  }

  boolean reserved(int chunk) {
    return writtenAt[chunk] == RESERVED;
  }

  /** Whether the chunk can be read and was written after this instant. */
  boolean writtenAfter(int chunk, long asOfNanos) {
    return readable(chunk) && writtenAt[chunk] > asOfNanos;
  }

  /** The chunk is on this node; one that was to be there changes places with it. */
  void moveTo(int chunk, int node) {
    var other = nodes.indexOf(node);
    if (other >= 0 && other != chunk && gone(other)) {
      nodes.set(other, nodes.get(chunk));
    }
    nodes.set(chunk, node);
  }

  void reserve(int chunk) {
    writtenAt[chunk] = RESERVED;
  }

  void written(int chunk, long atNanos) {
    writtenAt[chunk] = atNanos;
  }

  void lose(int chunk) {
    writtenAt[chunk] = GONE;
  }

  /** The nodes as they are now. */
  List<Integer> places() {
    return List.copyOf(nodes);
  }

  int readableChunks() {
    var count = 0;
    for (int chunk = 0; chunk < writtenAt.length; chunk++) {
      count += readable(chunk) ? 1 : 0;
    }
    return count;
  }

  /** Chunks that can be read, or those that are gone. */
  List<Integer> chunks(boolean readable) {
    var chunks = new ArrayList<Integer>(writtenAt.length);
    for (int chunk = 0; chunk < writtenAt.length; chunk++) {
      if (readable ? readable(chunk) : gone(chunk)) {
        chunks.add(chunk);
      }
    }
    return chunks;
  }
}
