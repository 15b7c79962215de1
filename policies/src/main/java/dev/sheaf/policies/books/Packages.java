package dev.sheaf.policies.books;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;

/** A set of package numbers, a bit each. */
final class Packages {
  private final long[] words;

  Packages(int count) {
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

  void forEach(IntConsumer each) {
    for (int word = 0; word < words.length; word++) {
      for (long bits = words[word]; bits != 0; bits &= bits - 1) {
        each.accept(word * 64 + Long.numberOfTrailingZeros(bits));
      }
    }
  }
}
