package dev.sheaf.actors.job;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.RecipientRef;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.importance.LossPeers;
import dev.sheaf.actors.importance.SelectionMaker;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A node with a journal in memory, a manifest of 20 packages of 10, and whatever plays conductor.
 */
final class JobBench implements Entities {
  static final TableManifest MANIFEST = TableManifest.of("pictures", 20, 10);

  final ActorTestKit kit;
  final TestProbe<ConductorCommand> conductor;
  private final ConcurrentHashMap<String, ActorRef<JobMessage>> jobs = new ConcurrentHashMap<>();
  private volatile @Nullable ActorRef<ConductorCommand> standIn;

  /** Makes the selections of importance jobs. */
  final SelectionMaker selecting = selecting();

  private static SelectionMaker selecting() {
    try {
      return SelectionMaker.in(
          Path.of("target", "job-bench", UUID.randomUUID().toString()),
          (hash, offset) -> {
            throw new IOException("there is no other node");
          },
          LossPeers.NONE,
          3);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JobBench(Config config) {
    this.kit = ActorTestKit.create(config);
    this.conductor = kit.createTestProbe(ConductorCommand.class);
  }

  static JobBench withRealTime() {
    return new JobBench(config());
  }

  static JobBench withManualTime() {
    return new JobBench(ManualTime.config().withFallback(config()));
  }

  private static Config config() {
    return ConfigFactory.parseString(
            """
            akka.persistence.testkit.events.serialize = off
            akka.persistence.testkit.snapshots.serialize = off
            akka.loglevel = WARNING
            """)
        .withFallback(PersistenceTestKitPlugin.config())
        .withFallback(PersistenceTestKitSnapshotPlugin.config())
        .withFallback(ConfigFactory.load());
  }

  /** Has {@code actor} play the conductor instead of the probe. */
  void conductedBy(ActorRef<ConductorCommand> actor) {
    standIn = actor;
  }

  Manifests manifests() {
    return version -> {
      if (version.equals(MANIFEST.version())) {
        return MANIFEST;
      }
      throw new IOException("no node has " + version.dataset());
    };
  }

  /** The coordinator of {@code job}, which starts when first spoken to. */
  ActorRef<JobMessage> job(String job) {
    return jobs.computeIfAbsent(
        job,
        name ->
            kit.spawn(
                JobCoordinator.create(
                    name, new JobCoordinator.Ports(this, manifests(), selecting, 3))));
  }

  /** Ends the coordinator of {@code job} as a crash would: the journal stays. */
  void crash(String job) {
    var ref = jobs.remove(job);
    if (ref != null) {
      kit.stop(ref);
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public <M> RecipientRef<M> of(EntityRefKey<M> kind, String id) {
    var other = standIn;
    var ref =
        switch (kind.name()) {
          case JobCommand.KIND -> job(id);
          default -> other == null ? conductor.getRef() : other;
        };
    return (RecipientRef<M>) ref;
  }

  static JobSpec spec(String name, Contract contract, OnMissing onMissing) {
    return new JobSpec(
        name,
        MANIFEST.version(),
        contract,
        4,
        3,
        2,
        7,
        Tail.EVEN,
        Shuffle.PACKAGES,
        onMissing,
        5,
        null,
        0,
        false,
        0);
  }
}
