package dev.sheaf.http.ensemble;

import static dev.sheaf.node.fuzz.Seeds.texts;

import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.node.fuzz.Target;
import java.util.List;

/** The file of an ensemble, as YAML and as JSON. */
public final class EnsembleParsers {
  private static final List<Class<? extends Exception>> PROBLEM = List.of(ProblemException.class);

  private EnsembleParsers() {}

  /** The targets. */
  public static List<Target> all() {
    return List.of(
        new Target(
            "ensemble-yaml",
            texts(
                """
                name: trio
                dataset: files
                contract: substitute
                epochs: 8
                batchSize: 8
                members:
                  - {name: narrow, model: cnn, width: 16, optimizer: sgd, learningRate: 0.05}
                  - {name: wide, model: cnn, width: 48, optimizer: adamw, snapshots: 2}
                  - {name: mine, command: ["python3", "train.py"], slots: 1}
                preprocess: {share: auto, ops: [decode, "crop 32 pad 4", flip, normalize]}
                stop: {patience: 3, asha: {divisor: 2, rungs: 2}}
                combine: weighted
                """),
            input -> EnsembleForm.read(input, true),
            PROBLEM),
        new Target(
            "ensemble-json",
            texts(
                """
                {"name": "one", "dataset": "files", "contract": "strict", "epochs": 1,
                 "members": [{"name": "a", "model": "cnn", "seed": 3}], "bagging": true}
                """),
            input -> EnsembleForm.read(input, false),
            PROBLEM));
  }
}
