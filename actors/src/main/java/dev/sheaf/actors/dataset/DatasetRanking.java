package dev.sheaf.actors.dataset;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.importance.Ranker;
import dev.sheaf.actors.importance.Ranker.Ranking;
import dev.sheaf.actors.partition.PartitionCommand;
import dev.sheaf.policies.books.RankingBook;
import dev.sheaf.policies.importance.Benefit;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a dataset's samples ranked by the losses of its jobs, on a thread of its own, and tells all
 * nodes what is of high importance: the live shell of {@link RankingBook}.
 */
final class DatasetRanking {
  private static final Logger LOG = LoggerFactory.getLogger(DatasetRanking.class);
  private static final EntityRefKey<PartitionCommand> PARTITIONS =
      new EntityRefKey<>(PartitionCommand.KIND, PartitionCommand.class);

  /**
   * How much of the room the latest ranking fills: the rest is for what only the last one named.
   */
  private static final double FILLED = 0.8;

  private final Manifest manifest;
  private final Ranker ranker;
  private final Entities entities;
  private final ClusterView cluster;
  private final ActorRef<ConductorCommand> conductor;
  private final RankingBook book = new RankingBook();
  private String high = "";
  private boolean told;

  DatasetRanking(
      Manifest manifest,
      Ranker ranker,
      Entities entities,
      ClusterView cluster,
      ActorRef<ConductorCommand> conductor) {
    this.manifest = manifest;
    this.ranker = ranker;
    this.entities = entities;
    this.cluster = cluster;
    this.conductor = conductor;
  }

  /** What is left for whole packages of a cache of so many bytes. */
  long beside(long capacityBytes) {
    return high.isEmpty() ? capacityBytes : capacityBytes - roomBytes(capacityBytes);
  }

  private long roomBytes(long capacityBytes) {
    return (long) (capacityBytes * ranker.share());
  }

  void told(ConductorCommand.Losses losses, long capacityBytes) {
    var weight = Math.clamp(losses.weight(), 0, 1);
    tell(
        new RankingBook.Command.Told(losses.job(), losses.epoch(), new Benefit(weight)),
        capacityBytes);
  }

  /** Counts a job no longer; true when nothing is of high importance any more. */
  boolean left(String job, long capacityBytes) {
    var had = !high.isEmpty();
    tell(new RankingBook.Command.Left(job), capacityBytes);
    return had && high.isEmpty();
  }

  /** Takes over what was ranked, unless nobody needs it any more. */
  void ranked(ConductorCommand.Ranked ranked, long capacityBytes) {
    if (!book.isForgotten()) {
      name(ranked.high());
    }
    tell(new RankingBook.Command.Ranked(), capacityBytes);
  }

  private void tell(RankingBook.Command command, long capacityBytes) {
    var decision = book.decide(command, 0);
    decision.events().forEach(book::apply);
    for (var effect : decision.effects()) {
      switch (effect) {
        case RankingBook.Effect.Rank(List<RankingBook.Voice> jobs) -> rank(jobs, capacityBytes);
        case RankingBook.Effect.Forget forget -> name("");
      }
    }
  }

  private void rank(List<RankingBook.Voice> jobs, long capacityBytes) {
    var highBytes = (long) (roomBytes(capacityBytes) * FILLED);
    Thread.ofVirtual()
        .name("ranking-of-" + manifest.version().dataset())
        .start(() -> {
          var ranking = new Ranking(List.of(), high);
          try {
            ranking = ranker.rank(manifest, jobs, highBytes);
          } catch (IOException | RuntimeException e) {
            LOG.error("{} keeps its last ranking", manifest.version().dataset(), e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          conductor.tell(new ConductorCommand.Ranked(ranking.packages(), ranking.high()));
        });
  }

  private void name(String latest) {
    high = latest;
    told |= !latest.isEmpty();
    remind();
  }

  /** Tells all nodes again: one may have been started since. */
  void remind() {
    for (int partition = 0; told && partition < cluster.partitions(); partition++) {
      entities
          .of(PARTITIONS, Integer.toString(partition))
          .tell(new PartitionCommand.Derive(manifest.version(), high));
    }
    told &= !high.isEmpty();
  }
}
