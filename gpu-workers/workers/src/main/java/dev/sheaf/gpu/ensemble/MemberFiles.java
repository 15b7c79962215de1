package dev.sheaf.gpu.ensemble;

import dev.sheaf.actors.copies.FileSet;
import dev.sheaf.actors.copies.FileSets;
import dev.sheaf.actors.ensemble.SlotCommand;
import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.gpu.worker.Course;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.MemberSpec;
import dev.sheaf.policies.ensemble.Share;
import dev.sheaf.wire.trainer.ModelSpec;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the members of ensembles leave what they learn, and what their workers are told.
 *
 * @param root a folder with a folder for each ensemble, and in it one for each member's work
 * @param copies of all this on other nodes, which may take over a member, or predict as it does
 */
public record MemberFiles(Path root, FileSets copies) {
  private static final int MOST_WARM_UP_STEPS = 100;

  /**
   * Copies what a member has left, here and to another node, so that it survives this one. Blocks.
   *
   * @return true when another node has it, too
   */
  boolean keep(SlotCommand.Train train) throws IOException {
    var spec = train.spec();
    var member = spec.members().getFirst();
    var turn = new FileSet.Stamp(train.round(), train.life(), 0);
    return copies.keep(new FileSet.Name(spec.name(), member.name()), turn, places(spec, member));
  }

  /** Brings what a member left on whichever node. Blocks. */
  void bring(EnsembleSpec spec, MemberSpec member) throws IOException {
    copies.bring(new FileSet.Name(spec.name(), member.name()), places(spec, member));
  }

  private Map<String, Path> places(EnsembleSpec spec, MemberSpec member) {
    var places = new HashMap<String, Path>();
    places.put("checkpoint", checkpoint(spec.name(), member.name()));
    places.put("best", best(spec.name(), member.name()));
    places.put("predictions", predictions(spec.name(), member.name()));
    for (var snapshot : snapshots(spec, member)) {
      places.put(nameOf(snapshot.checkpoint()), snapshot.checkpoint());
      places.put(nameOf(snapshot.predictions()), snapshot.predictions());
    }
    return places;
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString();
  }

  Path best(String ensemble, String member) {
    return file(ensemble, member, ".best");
  }

  Path predictions(String ensemble, String member) {
    return file(ensemble, member, ".predictions");
  }

  /** In a folder of the member's own, since a command may write to all of that. */
  private Path checkpoint(String ensemble, String member) {
    return root.resolve(ensemble).resolve(member).resolve(member + ".checkpoint");
  }

  private Path file(String ensemble, String member, String suffix) {
    return root.resolve(ensemble).resolve(member + suffix);
  }

  /**
   * What a worker is told of a member, the only one of the spec.
   *
   * @param seat a name that no other seat has: one that sat down again reads its job anew
   */
  Assignment assignment(SlotCommand.Train train, String seat) {
    var spec = train.spec();
    var member = spec.members().getFirst();
    var preprocess = spec.preprocess();
    return new Assignment(
        member.name(),
        new Assignment.Reading(
            spec.jobName(member.name()), 1, spec.epochs(), spec.batchSize(), false, null),
        new Assignment.Recipe(
            model(spec, member), training(spec, member), member.program(), member.slots()),
        new Assignment.Images(
            new Augmentation.Size(preprocess.side(), preprocess.side()),
            new Augmentation(preprocess.pad(), preprocess.flip(), member.seed())),
        checkpoint(spec.name(), member.name()),
        new Course(
            "%s-round-%d-%s".formatted(member.name(), train.round(), seat),
            spec.heldOutJob().name(),
            "ensemble-" + spec.name(),
            spec.seed(),
            spec.maxRestarts(),
            train.profileSteps(),
            best(spec.name(), member.name()),
            predictions(spec.name(), member.name()),
            // Said of all members, of which this spec has only one.
            spec.preprocess().share() == Share.PRIVATE ? null : spec.sharedJob().name(),
            spec.bagging(),
            snapshots(spec, member)));
  }

  /** Snapshots lie beside their member's own files. */
  private List<Course.Snapshot> snapshots(EnsembleSpec spec, MemberSpec member) {
    return member.snapshots() == 0
        ? List.of()
        : member.voters().stream()
            .map(voter ->
                new Course.Snapshot(best(spec.name(), voter), predictions(spec.name(), voter)))
            .toList();
  }

  /** What predicts as a trained member, or a snapshot of one, does; brings it here. Blocks. */
  public Assignment trained(EnsembleSpec spec, String voter) throws IOException {
    var training = new SlotCommand.Train(spec.only(MemberSpec.of(voter)), 0, 0, 0);
    bring(spec, training.spec().members().getFirst());
    return assignment(training, "predicting").from(best(spec.name(), voter));
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
        member.snapshots() == 0 ? spec.steps() : spec.batches() * spec.epochs(),
        member.snapshots() == 0 ? Math.min(MOST_WARM_UP_STEPS, spec.steps() / 10) : 0,
        member.seed(),
        Math.max(1, member.snapshots()));
  }
}
