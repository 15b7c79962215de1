package dev.sheaf.actors.importance;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.books.RankingBook.Voice;
import java.io.IOException;
import java.util.List;

/** Ranks a dataset's samples by the losses of its jobs. */
public interface Ranker {
  /** Where nothing is ever known. */
  Ranker NONE =
      new Ranker() {
        @Override
        public double share() {
          return 0;
        }

        @Override
        public Ranking rank(Manifest manifest, List<Voice> jobs, long highBytes) {
          return Ranking.NONE;
        }
      };

  /** The share of a dataset's cache that derived packages may take, 0..1. */
  double share();

  /**
   * Ranks by the losses of these jobs; blocks.
   *
   * @param highBytes what the samples of high importance may take
   */
  Ranking rank(Manifest manifest, List<Voice> jobs, long highBytes)
      throws IOException, InterruptedException;

  /**
   * What is known of a dataset's samples.
   *
   * @param packages all packages of which something is known, the most important first
   * @param high hash of the file that names the samples of high importance; empty: none is
   */
  record Ranking(List<Integer> packages, String high) {
    /** Nothing is known. */
    public static final Ranking NONE = new Ranking(List.of(), "");

    /** A ranking that owns its list. */
    public Ranking {
      packages = List.copyOf(packages);
    }
  }
}
