package dev.sheaf.gpu.ensemble;

import dev.sheaf.actors.ensemble.SlotCommand;
import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.gpu.worker.Course;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.MemberSpec;
import dev.sheaf.policies.ensemble.Share;
import dev.sheaf.wire.trainer.ModelSpec;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.nio.file.Path;

/**
 * Where the members of ensembles leave what they learn, and what their workers are told.
 *
 * <p>Nodes that share this folder can take over one another's members.
 *
 * @param root a folder with a folder for each ensemble
 */
public record MemberFiles(Path root) {
  private static final int MOST_WARM_UP_STEPS = 100;

  Path best(String ensemble, String member) {
    return file(ensemble, member, ".best");
  }

  Path predictions(String ensemble, String member) {
    return file(ensemble, member, ".predictions");
  }

  private Path file(String ensemble, String member, String suffix) {
    return root.resolve(ensemble).resolve(member + suffix);
  }

  /** What a worker is told of a member, the only one of the spec. */
  Assignment assignment(SlotCommand.Train train) {
    var spec = train.spec();
    var member = spec.members().getFirst();
    var preprocess = spec.preprocess();
    return new Assignment(
        member.name(),
        spec.jobName(member.name()),
        1,
        spec.epochs(),
        spec.batchSize(),
        model(spec, member),
        training(spec, member),
        new Augmentation.Size(preprocess.side(), preprocess.side()),
        new Augmentation(preprocess.pad(), preprocess.flip(), member.seed()),
        false,
        file(spec.name(), member.name(), ".checkpoint"),
        null,
        new Course(
            "%s-round-%d-life-%d".formatted(member.name(), train.round(), train.life()),
            spec.heldOutJob().name(),
            "ensemble-" + spec.name(),
            spec.seed(),
            spec.maxRestarts(),
            train.profileSteps(),
            best(spec.name(), member.name()),
            predictions(spec.name(), member.name()),
            // Said of all members, of which this spec has only one.
            spec.preprocess().share() == Share.PRIVATE ? null : spec.sharedJob().name(),
            spec.bagging()));
  }

  /** What predicts as a trained member does. */
  public Assignment trained(EnsembleSpec spec, String member) {
    var training = new SlotCommand.Train(spec.only(member), 0, 0, 0);
    return assignment(training).from(best(spec.name(), member));
  }

  private static ModelSpec model(EnsembleSpec spec, MemberSpec member) {
    return new ModelSpec(member.model(), member.width(), spec.classes());
  }

  private static TrainingSpec training(EnsembleSpec spec, MemberSpec member) {
    return new TrainingSpec(
        TrainingSpec.Optimizer.valueOf(member.optimizer().name()),
        member.learningRate(),
        member.momentum(),
        member.weightDecay(),
        TrainingSpec.Schedule.valueOf(member.schedule().name()),
        spec.steps(),
        Math.min(MOST_WARM_UP_STEPS, spec.steps() / 10),
        member.seed());
  }
}
