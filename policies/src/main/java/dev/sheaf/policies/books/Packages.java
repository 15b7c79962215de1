package dev.sheaf.policies.books;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;

/** A set of small numbers, a bit each: packages, or their places in an order. */
final class Packages {
  /** What a search gives that finds nothing. */
  static final int NONE = -1;

  private final int count;
  private final long[] words;

  Packages(int count) {
    this.count = count;
    this.words = new long[(count + 63) >> 6];
  }

  /** A set from words as a message carries them; missing words are empty. */
  static Packages of(int count, List<Long> words) {
    var set = new Packages(count);
    for (int i = 0; i < Math.min(words.size(), set.words.length); i++) {
      set.words[i] = words.get(i);
    }
    return set;
  }

  boolean has(int index) {
    return (words[index >> 6] >>> (index & 63) & 1) == 1;
  }

  void add(int index) {
    words[index >> 6] |= 1L << (index & 63);
  }

  void remove(int index) {
    words[index >> 6] &= ~(1L << (index & 63));
  }

  void clear() {
    Arrays.fill(words, 0);
  }

  int size() {
    return LongStream.of(words).mapToInt(Long::bitCount).sum();
  }

  /** How many of {@code 0..end-1} are in it. */
  int sizeBelow(int end) {
    var size = 0;
    for (int word = 0; word < end >> 6; word++) {
      size += Long.bitCount(words[word]);
    }
    return (end & 63) == 0
        ? size
        : size + Long.bitCount(words[end >> 6] & ((1L << (end & 63)) - 1));
  }

  /** The first number from {@code from} on that is not in it; {@link #NONE} when all are. */
  int firstMissing(int from) {
    for (int word = from >> 6; word < words.length; word++) {
      var missing = ~words[word];
      if (word == from >> 6) {
        missing &= -1L << (from & 63);
      }
      if (missing != 0) {
        var found = word * 64 + Long.numberOfTrailingZeros(missing);
        return found < count ? found : NONE;
      }
    }
    return NONE;
  }

  void forEach(IntConsumer each) {
    for (int word = 0; word < words.length; word++) {
      for (long bits = words[word]; bits != 0; bits &= bits - 1) {
        each.accept(word * 64 + Long.numberOfTrailingZeros(bits));
      }
    }
  }
}
