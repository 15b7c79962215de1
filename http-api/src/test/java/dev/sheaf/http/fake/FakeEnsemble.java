package dev.sheaf.http.fake;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.ensemble.EnsembleCommand;
import dev.sheaf.actors.ensemble.EnsembleMessage;
import dev.sheaf.actors.ensemble.EnsembleReply;
import dev.sheaf.actors.ensemble.EnsembleView;
import dev.sheaf.actors.ensemble.EnsembleView.MemberView;
import dev.sheaf.actors.ensemble.EnsembleView.News;
import dev.sheaf.actors.ensemble.EnsembleView.Status;
import dev.sheaf.actors.ensemble.Progress;
import dev.sheaf.policies.books.LifeProtocol.Pace;
import dev.sheaf.policies.books.LifeProtocol.Phase;
import dev.sheaf.policies.books.LifeProtocol.RoundReport;
import dev.sheaf.policies.books.LifeProtocol.Score;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.MemberSpec;
import dev.sheaf.policies.ensemble.Verdict;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fake ensemble: keeps its spec; one whose name begins with {@code done} is trained at once. */
final class FakeEnsemble {
  private @Nullable EnsembleSpec spec;
  private boolean stopped;

  private FakeEnsemble() {}

  static Behavior<EnsembleMessage> behaviour(String name) {
    var ensemble = new FakeEnsemble();
    return Behaviors.receiveMessage(message -> {
      switch (message) {
        case EnsembleCommand.Submit(EnsembleSpec asked, ActorRef<EnsembleReply> replyTo) -> {
          ensemble.spec = ensemble.spec == null ? asked : ensemble.spec;
          replyTo.tell(
              ensemble.spec.equals(asked) ? ensemble.is(name) : new EnsembleReply.NameTaken(name));
        }
        case EnsembleCommand.Describe(ActorRef<EnsembleReply> replyTo) ->
            replyTo.tell(ensemble.is(name));
        case EnsembleCommand.Stop(String reason, ActorRef<EnsembleReply> replyTo) -> {
          ensemble.stopped = true;
          replyTo.tell(ensemble.is(name));
        }
        default -> throw new IllegalArgumentException("the API does not say " + message);
      }
      return Behaviors.same();
    });
  }

  private EnsembleReply is(String name) {
    var asked = spec;
    return asked == null
        ? new EnsembleReply.NoSuchEnsemble(name)
        : new EnsembleReply.EnsembleIs(view(asked));
  }

  private EnsembleView view(EnsembleSpec asked) {
    var done = asked.name().startsWith("done");
    var score = new Score(0, 0.5, 0.75, new Pace(100, 0.1));
    var progress =
        new Progress("a", "cuda:0", 42, 0, 7, 0.25, 100, 0.1, 0)
            .with(true, new Progress.Gpu(3L << 30, 80L << 30, 97));
    var names = asked.members().stream().map(MemberSpec::name).toList();
    return new EnsembleView(
        asked,
        3,
        stopped ? Phase.STOPPED : done ? Phase.TRAINED : Phase.TRAINING,
        stopped ? "stopped by request" : "",
        2,
        1,
        names.stream()
            .map(each -> new MemberView(each, Status.TRAINING, progress, score, score, 0, ""))
            .toList(),
        List.of(new RoundReport(1, names, 0.1, Double.NaN)),
        done ? verdict(names) : null,
        List.of(new News(1, "round 1: " + names)));
  }

  private static Verdict verdict(List<String> names) {
    var rows = Collections.nCopies(names.size(), new float[] {0.75f, 0.25f, 0.5f, 0.5f});
    var ballots = new Verdict.Ballots(List.of(0, 1), rows);
    return Verdict.of(dev.sheaf.policies.ensemble.Combine.SOFT, names, ballots, ballots, 2);
  }
}
