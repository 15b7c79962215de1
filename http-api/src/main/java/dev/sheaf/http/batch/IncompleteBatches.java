package dev.sheaf.http.batch;

import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.policies.vocabulary.OnMissing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The batches that this node served with frames that say "ask again", and not wholly since.
 *
 * <p>A rank cannot be done with what it did not get: to commit past such a batch is refused, unless
 * its job skips samples. What is remembered is bounded; forgetting a batch makes nothing worse than
 * a client that does not look at its frames.
 */
final class IncompleteBatches {
  private static final int MAX_RANKS = 4096;
  private static final int MAX_BATCHES = 64;

  private record Rank(String job, long generation, int rank) {}

  private record Place(int epoch, int n) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return epoch != other.epoch
          ? Integer.compare(epoch, other.epoch)
          : Integer.compare(n, other.n);
    }
  }

  private final Map<Rank, TreeSet<Place>> byRank = new LinkedHashMap<>();

  /** Remembers how a batch was served. */
  synchronized void served(RankBatch batch, boolean whole) {
    var key = batch.key();
    var rank = new Rank(key.job(), key.generation(), key.rank());
    var place = new Place(key.epoch(), key.n());
    if (whole || batch.spec().onMissing() == OnMissing.SKIP) {
      forget(rank, place);
    } else {
      remember(rank, place);
    }
  }

  private void forget(Rank rank, Place place) {
    var places = byRank.get(rank);
    if (places != null && places.remove(place) && places.isEmpty()) {
      byRank.remove(rank);
    }
  }

  private void remember(Rank rank, Place place) {
    var places = byRank.computeIfAbsent(rank, r -> new TreeSet<>());
    places.add(place);
    if (places.size() > MAX_BATCHES) {
      places.pollLast();
    }
    if (byRank.size() > MAX_RANKS) {
      byRank.remove(byRank.keySet().iterator().next());
    }
  }

  /**
   * Ends a request that says a rank is done with batches of which one is not complete.
   *
   * @param below the rank, and the place below which it is done
   */
  synchronized void checkConsumed(BatchKey below) {
    var places = byRank.get(new Rank(below.job(), below.generation(), below.rank()));
    if (places != null && places.first().compareTo(new Place(below.epoch(), below.n())) < 0) {
      var open = places.first();
      throw Problem.of(
              ProblemCode.BATCH_INCOMPLETE,
              "batch "
                  + open.n()
                  + " of epoch "
                  + open.epoch()
                  + " was served with samples missing")
          .with("epoch", open.epoch())
          .with("n", open.n())
          .exception();
    }
  }
}
