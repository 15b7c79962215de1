package dev.sheaf.actors.importance;

import dev.sheaf.policies.ledger.SampleBits;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Which samples the derived packages of all nodes hold.
 *
 * <p>A node offers its own page by page, under names that have the form of a segment's hash, as it
 * does with losses.
 */
public final class SamplesAtHand {
  private static final int PAGE_WORDS = 1 << 17;

  private final Own own;
  private final LossPeers others;

  /** The derived packages of this node. */
  public interface Own {
    /** Where there are none. */
    Own NONE =
        new Own() {
          @Override
          public void mark(DatasetVersion version, long[] words, long firstWord) {
            // Nothing is held.
          }

          @Override
          public List<Derived> datasets() {
            return List.of();
          }
        };

    /** Sets the bits of the samples held, in words from {@code firstWord} on. */
    void mark(DatasetVersion version, long[] words, long firstWord);

    /** The dataset versions that have some. */
    List<Derived> datasets();
  }

  /** A dataset version of so many samples. */
  public record Derived(DatasetVersion version, long samples) {}

  /** What is at hand at this node and at {@code others}. */
  public SamplesAtHand(Own own, LossPeers others) {
    this.own = own;
    this.others = others;
  }

  /** The samples at hand; nodes that are silent have none. Blocks. */
  SampleBits of(DatasetVersion version, long samples) {
    var words = new long[words(samples)];
    own.mark(version, words, 0);
    for (int first = 0; first < words.length; first += PAGE_WORDS) {
      var at = first;
      others.pages(name(version, first / PAGE_WORDS), page -> BitmapBytes.addTo(words, at, page));
    }
    return SampleBits.of(words);
  }

  /** The page with this name, if it is here. */
  Optional<byte[]> page(String name) {
    for (var each : own.datasets()) {
      var count = words(each.samples());
      for (int first = 0; first < count; first += PAGE_WORDS) {
        if (name(each.version(), first / PAGE_WORDS).equals(name)) {
          var words = new long[Math.min(PAGE_WORDS, count - first)];
          own.mark(each.version(), words, first);
          return Optional.of(BitmapBytes.of(words));
        }
      }
    }
    return Optional.empty();
  }

  private static int words(long samples) {
    return Math.toIntExact((samples + Long.SIZE - 1) / Long.SIZE);
  }

  private static String name(DatasetVersion version, int page) {
    try {
      var words = "samples at hand of " + version.hash() + ", page " + page;
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
