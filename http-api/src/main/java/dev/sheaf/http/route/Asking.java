package dev.sheaf.http.route;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.actors.ensemble.EnsembleCommand;
import dev.sheaf.actors.ensemble.EnsembleMessage;
import dev.sheaf.actors.ensemble.EnsembleReply;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.ephemeral.EphemeralAnswer;
import dev.sheaf.actors.ephemeral.EphemeralAsk;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.http.operate.Readiness;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.policies.books.EphemeralProtocol;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Asks entities, on virtual threads: the caller waits for the answer.
 *
 * <p>An entity that is being moved or recovered may take seconds; one that does not answer in time
 * is a problem {@code unavailable} with {@code Retry-After}, as every question may be asked again.
 */
public final class Asking {
  private static final EntityRefKey<JobMessage> JOBS =
      new EntityRefKey<>(JobCommand.KIND, JobMessage.class);
  private static final EntityRefKey<EnsembleMessage> ENSEMBLES =
      new EntityRefKey<>(EnsembleCommand.KIND, EnsembleMessage.class);
  private static final EntityRefKey<CatalogCommand> CATALOG =
      new EntityRefKey<>(CatalogCommand.KIND, CatalogCommand.class);
  private static final EntityRefKey<ConductorCommand> CONDUCTORS =
      new EntityRefKey<>(ConductorCommand.KIND, ConductorCommand.class);
  private static final EntityRefKey<EphemeralAsk> EPHEMERAL =
      new EntityRefKey<>(EphemeralAsk.KIND, EphemeralAsk.class);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** When the request that is being answered ends, by its header {@code Sheaf-Deadline}. */
  static final ScopedValue<Long> DEADLINE_NANOS = ScopedValue.newInstance();

  private final ActorSystem<?> system;
  private final Entities entities;
  private final Duration patience;
  private final Readiness readiness;

  /**
   * Asks by {@code entities} and waits as long as {@code patience} for an answer.
   *
   * @param readiness knows why an answer may not come
   */
  public Asking(ActorSystem<?> system, Entities entities, Duration patience, Readiness readiness) {
    this.system = system;
    this.entities = entities;
    this.patience = patience;
    this.readiness = readiness;
  }

  /** How long an answer is waited for: no longer than the request has given itself. */
  private Duration patience() {
    if (!DEADLINE_NANOS.isBound()) {
      return patience;
    }
    var left = Duration.ofNanos(Math.max(1, DEADLINE_NANOS.get() - System.nanoTime()));
    return left.compareTo(patience) < 0 ? left : patience;
  }

  /** Asks the coordinator of a job. */
  public JobReply job(String name, Function<ActorRef<JobReply>, JobMessage> question) {
    return await("job " + name, jobLater(name, question));
  }

  /** Asks the coordinator of a job, without waiting. */
  public CompletionStage<JobReply> jobLater(
      String name, Function<ActorRef<JobReply>, JobMessage> question) {
    return AskPattern.ask(entities.of(JOBS, name), question::apply, patience(), system.scheduler());
  }

  /** Tells the coordinator of a job something whose answer does not matter here. */
  public void tellJob(String name, Function<ActorRef<JobReply>, JobMessage> message) {
    entities.of(JOBS, name).tell(message.apply(system.ignoreRef()));
  }

  /** Asks the coordinator of an ensemble. */
  public EnsembleReply ensemble(
      String name, Function<ActorRef<EnsembleReply>, EnsembleMessage> question) {
    return await("ensemble " + name, ensembleLater(name, question));
  }

  /** Asks the coordinator of an ensemble, without waiting. */
  public CompletionStage<EnsembleReply> ensembleLater(
      String name, Function<ActorRef<EnsembleReply>, EnsembleMessage> question) {
    return AskPattern.ask(
        entities.of(ENSEMBLES, name), question::apply, patience(), system.scheduler());
  }

  /** Asks the catalog. */
  public CatalogReply catalog(Function<ActorRef<CatalogReply>, CatalogCommand> question) {
    return await("the catalog", catalogLater(question));
  }

  /** Asks the catalog, without waiting. */
  public CompletionStage<CatalogReply> catalogLater(
      Function<ActorRef<CatalogReply>, CatalogCommand> question) {
    return AskPattern.ask(
        entities.of(CATALOG, CatalogCommand.ID), question::apply, patience(), system.scheduler());
  }

  /** Asks the keeper of ephemeral data. */
  public EphemeralProtocol.Reply ephemeral(EphemeralProtocol.Command question) {
    return await(
            "the keeper of ephemeral data",
            AskPattern.<EphemeralAsk, EphemeralAnswer>ask(
                entities.of(EPHEMERAL, EphemeralAsk.ID),
                replyTo -> new EphemeralAsk(question, replyTo),
                patience(),
                system.scheduler()))
        .reply();
  }

  /** Asks a dataset's conductor. */
  public ConductorReply conductor(
      DatasetVersion version, Function<ActorRef<ConductorReply>, ConductorCommand> question) {
    return await(
        "the conductor of " + version.dataset(),
        AskPattern.ask(
            entities.of(CONDUCTORS, ConductorCommand.idOf(version)),
            question::apply,
            patience(),
            system.scheduler()));
  }

  /** Asks a dataset's conductor what would be good to know; empty when it does not say it soon. */
  public Optional<ConductorReply> conductorSoon(
      DatasetVersion version, Function<ActorRef<ConductorReply>, ConductorCommand> question) {
    try {
      return Optional.of(
          AskPattern.<ConductorCommand, ConductorReply>ask(
                  entities.of(CONDUCTORS, ConductorCommand.idOf(version)),
                  question::apply,
                  SOON,
                  system.scheduler())
              .toCompletableFuture()
              .get());
    } catch (ExecutionException late) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Tells a dataset's conductor something that has no answer. */
  public void tellConductor(DatasetVersion version, ConductorCommand command) {
    entities.of(CONDUCTORS, ConductorCommand.idOf(version)).tell(command);
  }

  /** Waits for an answer of {@code whom}. */
  public <R> R await(String whom, CompletionStage<R> answer) {
    try {
      return answer.toCompletableFuture().get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof TimeoutException
          ? late(whom)
          : new IllegalStateException("asking " + whom + " failed", failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw late(whom);
    }
  }

  private RuntimeException late(String whom) {
    var why = String.join("; ", readiness.waitingForNow());
    return Problem.of(
            ProblemCode.UNAVAILABLE,
            whom + " did not answer in time" + (why.isEmpty() ? "" : ": " + why))
        .retryAfter(RETRY_AFTER)
        .exception();
  }
}
