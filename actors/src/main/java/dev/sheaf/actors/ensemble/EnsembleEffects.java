package dev.sheaf.actors.ensemble;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.policies.books.LifeProtocol.Effect;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.MemberSpec;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.Optional;

/** Runs what an ensemble's book wants done: speaks to keepers, jobs and the catalog. */
final class EnsembleEffects {
  private static final EntityRefKey<JobMessage> JOBS =
      new EntityRefKey<>(JobCommand.KIND, JobMessage.class);
  private static final EntityRefKey<CatalogCommand> CATALOG =
      new EntityRefKey<>(CatalogCommand.KIND, CatalogCommand.class);

  /** Long enough that a rate is known, short enough that nobody minds. */
  private static final int PROFILE_STEPS = 24;

  private final Entities entities;
  private final Slots slots;
  private final Answers answers;

  /** Who hears what jobs and the catalog answer. */
  record Answers(ActorRef<JobReply> jobs, ActorRef<dev.sheaf.actors.catalog.CatalogReply> nobody) {}

  EnsembleEffects(Entities entities, Slots slots, Answers answers) {
    this.entities = entities;
    this.slots = slots;
    this.answers = answers;
  }

  /** Runs an effect that goes to no slot, or to the one that a member has. */
  void run(EnsembleState state, Effect effect) {
    var spec = state.life().spec();
    switch (effect) {
      case Effect.OpenJobs open -> {
        if (spec.isShared()) {
          open(spec.sharedJob());
        }
        spec.members().forEach(member -> open(spec.job(member.name())));
        open(spec.heldOutJob());
      }
      case Effect.Checkpoint(int round, String member) ->
          keeper(state.lastSeat(member))
              .ifPresent(keeper -> keeper.tell(new SlotCommand.Save(spec.name(), member, round)));
      case Effect.Finish(String member) -> finish(state, spec, member);
      case Effect.Judge judge ->
          judge.members().stream()
              .flatMap(voter -> keeper(state.lastSeat(MemberSpec.of(voter))).stream())
              .findFirst()
              .or(() -> slots.offers().stream().map(SlotOffer::keeper).findFirst())
              .ifPresent(keeper -> keeper.tell(new SlotCommand.Compare(spec, judge.members())));
      case Effect.EndAll end -> {
        spec.members().forEach(member -> finish(state, spec, member.name()));
        stop(spec.heldOutJob().name());
        if (spec.isShared()) {
          stop(spec.sharedJob().name());
        }
      }
      case Effect.Profile profile -> {}
      case Effect.Train train -> {}
    }
  }

  /** Tells a keeper to train; a member that trains there already goes on. */
  void train(EnsembleState state, String member, int round, String node) {
    var train =
        new SlotCommand.Train(
            state.life().spec().only(member),
            round,
            state.life().life(member).failures(),
            round == 0 ? PROFILE_STEPS : 0);
    keeper(Optional.of(node)).ifPresent(keeper -> keeper.tell(train));
  }

  /** Tells a keeper that a member is to rest in its seat. */
  void pause(EnsembleState state, Crew.Hand hand) {
    var pause = new SlotCommand.Pause(state.life().spec().name(), hand.member(), hand.round());
    keeper(state.seat(hand.member(), hand.round())).ifPresent(keeper -> keeper.tell(pause));
  }

  void noted(EnsembleSpec spec, SlotReport.Told told) {
    keeper(Optional.of(told.node()))
        .ifPresent(keeper ->
            keeper.tell(new SlotCommand.Noted(spec.name(), told.member(), told.number())));
  }

  private void finish(EnsembleState state, EnsembleSpec spec, String member) {
    keeper(state.lastSeat(member))
        .ifPresent(keeper -> keeper.tell(new SlotCommand.Leave(spec.name(), member)));
    stop(spec.jobName(member));
  }

  private void open(JobSpec job) {
    entities.of(JOBS, job.name()).tell(new JobCommand.Submit(job, answers.jobs()));
    entities
        .of(CATALOG, CatalogCommand.ID)
        .tell(
            new CatalogCommand.ClaimName(
                CatalogCommand.NameKind.JOB, job.name(), answers.nobody()));
  }

  private void stop(String job) {
    entities
        .of(JOBS, job)
        .tell(new JobCommand.Stop("its ensemble needs it no longer", answers.jobs()));
  }

  private Optional<ActorRef<SlotCommand>> keeper(Optional<String> node) {
    return node.flatMap(id ->
        slots.offers().stream()
            .filter(offer -> offer.node().equals(id))
            .map(SlotOffer::keeper)
            .findFirst());
  }
}
