package dev.sheaf.http.batch;

import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.policies.vocabulary.OnMissing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    var rank = rankOf(batch.key());
    var place = placeOf(batch.key());
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

  /** True when a batch below is not complete, as far as this node knows. */
  synchronized boolean isOpen(BatchKey below) {
    return firstOf(below).filter(place -> place.compareTo(placeOf(below)) < 0).isPresent();
  }

  /**
   * All ranks of the job are done with the batches before this one: they are nothing to wait for.
   */
  synchronized void committed(BatchKey of, int epoch, int step) {
    var rank = rankOf(of);
    var places = byRank.get(rank);
    if (places != null && places.removeAll(Set.copyOf(places.headSet(new Place(epoch, step))))) {
      if (places.isEmpty()) {
        byRank.remove(rank);
      }
    }
  }

  private Optional<Place> firstOf(BatchKey key) {
    return Optional.ofNullable(byRank.get(rankOf(key))).map(TreeSet::first);
  }

  private static Rank rankOf(BatchKey key) {
    return new Rank(key.job(), key.generation(), key.rank());
  }

  private static Place placeOf(BatchKey key) {
    return new Place(key.epoch(), key.n());
  }

  /**
   * Ends a request that says a rank is done with batches of which one is not complete.
   *
   * @param below the rank, and the place below which it is done
   */
  synchronized void checkConsumed(BatchKey below) {
    if (isOpen(below)) {
      var open = firstOf(below).orElseThrow();
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
