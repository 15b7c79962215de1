package dev.sheaf.policies.books;

import java.util.Arrays;

/** The chunks that a node holds or is about to hold. */
final class Shelf {
  private Stripe[] stripes = new Stripe[4];
  private int[] chunks = new int[4];
  private int size;
  private long usedBytes;

  long usedBytes() {
    return usedBytes;
  }

  int size() {
    return size;
  }

  Stripe stripe(int index) {
    return stripes[index];
  }

  int chunk(int index) {
    return chunks[index];
  }

  void add(Stripe stripe, int chunk) {
    if (size == stripes.length) {
      stripes = Arrays.copyOf(stripes, size * 2);
      chunks = Arrays.copyOf(chunks, size * 2);
    }
    put(size++, stripe, chunk);
    usedBytes += stripe.chunkBytes;
  }

  /** Takes a chunk away; the last one takes its place. */
  void remove(Stripe stripe, int chunk) {
    var index = stripe.shelfIndex[chunk];
    size--;
    if (index < size) {
      put(index, stripes[size], chunks[size]);
    }
    usedBytes -= stripe.chunkBytes;
  }

  private void put(int index, Stripe stripe, int chunk) {
    stripes[index] = stripe;
    chunks[index] = chunk;
    stripe.shelfIndex[chunk] = index;
  }
}
