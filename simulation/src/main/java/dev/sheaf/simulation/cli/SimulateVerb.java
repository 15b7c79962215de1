package dev.sheaf.simulation.cli;

import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.Experiments.Prepared;
import dev.sheaf.simulation.experiment.ScenarioShelf;
import dev.sheaf.simulation.invariant.InvariantBroken;
import dev.sheaf.simulation.report.Judgement;
import dev.sheaf.simulation.report.Results;
import dev.sheaf.simulation.report.Study;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Scenarios in virtual time. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Run scenarios in virtual time and judge them by what is published.",
    footer = {
      "",
      "Examples:",
      "  sheaf simulate --list",
      "  sheaf simulate oracles",
      "  sheaf simulate oracles/lru --sweep cache.fraction=0.1,0.2,0.5 --html lru.html",
      "",
      "Exit status: 0 done, 1 a binding figure was missed or an invariant broke, 2 wrong use."
    })
final class SimulateVerb implements Callable<Integer> {
  @Mixin Output output = new Output();
  @Mixin Destinations destinations = new Destinations();

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "0..*",
      description = "a name, a group of names, or the path of a .conf file or of a folder")
  List<String> names = new ArrayList<>();

  @Option(names = "--all", description = "all scenarios that ship")
  boolean all;

  @Option(names = "--list", description = "say what ships, and run nothing")
  boolean list;

  @Option(names = "--seed", paramLabel = "S", description = "the seed of chance; 1 by default")
  @Nullable Long seed;

  @Option(names = "--seeds", paramLabel = "A..B", description = "several: 1..100 or 1,2,5")
  @Nullable String seeds;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "a parameter in place of the scenario's; may be repeated")
  List<String> sets = new ArrayList<>();

  @Option(
      names = "--sweep",
      paramLabel = "KEY=A,B,C",
      description = "a run for each value; several sweeps give every combination")
  List<String> sweeps = new ArrayList<>();

  @Option(
      names = "--faults",
      paramLabel = "KIND",
      description =
          "short for --set faults.kind=KIND; with --seeds a swarm, which ends at the first violation")
  @Nullable String faults;

  @Option(names = "--case", paramLabel = "N", description = "only the N-th case of a scenario")
  @Nullable Integer only;

  @Option(names = "--figures", description = "all figures, also where some are expected")
  boolean figures;

  private final Experiments experiments;
  private final ScenarioShelf shelf;

  SimulateVerb(Experiments experiments, ScenarioShelf shelf) {
    this.experiments = experiments;
    this.shelf = shelf;
  }

  @Override
  public Integer call() {
    takeBackSwallowedName();
    destinations.expectWritable(output.expectWritable());
    if (list) {
      new Listing(shelf).print(output);
      return 0;
    }
    var asked = asked();
    var seedsToRun = Seeds.read(seed, seeds, Selection.MOST_RUNS);
    var overrides = Overrides.read(options(), sweeps);
    var ready =
        new Selection(experiments, overrides, only)
            .prepare(asked.scenarios(), seedsToRun.size(), name -> !asked.byName(name, names));
    var cases = ready.cases();
    var began = System.nanoTime();
    try {
      var studies = run(cases, seedsToRun);
      destinations.write(invocation(), asked, new Results(studies, ready.skipped()));
      output.json(JsonRow.of(studies));
      ready.skipped().forEach((name, why) -> output.err().println(name + " is skipped: " + why));
      output.say(tables(studies, (System.nanoTime() - began) / 1e9));
      return studies.stream().allMatch(Study::pass) ? 0 : 1;
    } catch (Runner.Broken broken) {
      return explain(broken, cases, asked);
    }
  }

  private List<Study> run(List<Prepared> cases, List<Long> seedsToRun) {
    try (var progress = new Progress(output.err(), output.onTerminal())) {
      return new Runner(seedsToRun, destinations.draw(), progress).run(cases);
    }
  }

  /** {@code --json oracles/lru} means a scenario, not a file of that name. */
  private void takeBackSwallowedName() {
    var swallowed = output.json;
    if (swallowed != null && (swallowed.endsWith(ScenarioShelf.SUFFIX) || shelf.knows(swallowed))) {
      names.addFirst(swallowed);
      output.json = Output.STDOUT;
    }
  }

  private Asked asked() {
    if (all && !names.isEmpty()) {
      throw CliException.wrongUse("--all and SCENARIO contradict each other: give one of them");
    }
    if (!all && names.isEmpty()) {
      throw CliException.wrongUse("a SCENARIO is needed, or --all; --list says which there are");
    }
    return Asked.of(all ? shelf.names() : names, shelf);
  }

  private List<String> options() {
    var options = new ArrayList<>(sets);
    if (faults != null) {
      options.add("faults.kind=" + faults);
    }
    return options;
  }

  private Invocation invocation() {
    var plain = plainInvocation();
    return only == null ? plain : plain.and("--case", only);
  }

  /** Without {@code --case}. */
  private Invocation plainInvocation() {
    var options = new ArrayList<String>();
    sets.forEach(each -> options.addAll(List.of("--set", each)));
    sweeps.forEach(each -> options.addAll(List.of("--sweep", each)));
    if (faults != null) {
      options.addAll(List.of("--faults", faults));
    }
    return new Invocation(
        all ? List.of("--all") : names,
        options,
        seeds == null
            ? List.of("--seed", String.valueOf(seed == null ? 1 : seed))
            : List.of("--seeds", seeds));
  }

  private String tables(List<Study> studies, double seconds) {
    var parts = new ArrayList<String>();
    var judged = studies.stream().flatMap(each -> each.judgements().stream()).toList();
    var byScenario = new LinkedHashMap<String, List<Study>>();
    for (var study : studies) {
      if (figures || study.prepared().of().expectations().isEmpty()) {
        byScenario.computeIfAbsent(study.scenario(), name -> new ArrayList<>()).add(study);
      }
    }
    byScenario.values().forEach(each -> parts.add(FigureTable.of(each, output.colours())));
    if (!judged.isEmpty()) {
      parts.add(VerdictTable.of(judged, output.colours()));
    }
    parts.add(lastLine(studies, judged, seconds));
    return String.join(System.lineSeparator() + System.lineSeparator(), parts);
  }

  private String lastLine(List<Study> studies, List<Judgement> judged, double seconds) {
    var runs = studies.stream().mapToInt(each -> each.trials().size()).sum();
    return String.format(
        Locale.ROOT,
        "%s%d %s in %.1f s%nagain: %s",
        judged.isEmpty() ? "" : VerdictTable.count(judged) + "; ",
        runs,
        runs == 1 ? "run" : "runs",
        seconds,
        invocation().command());
  }

  private int explain(Runner.Broken broken, List<Prepared> cases, Asked asked) {
    var name = cases.get(broken.index()).scenario().name();
    var again =
        plainInvocation()
            .of(asked.argument(name))
            .under(broken.seed())
            .and("--case", only == null ? Selection.number(cases, broken.index()) : only);
    switch (broken.getCause()) {
      case InvariantBroken violation ->
          output.err().println("sheaf: an invariant broke: " + first(violation));
      case null, default -> {
        output.err().println("sheaf: this is a defect of sheaf, please report it:");
        broken.printStackTrace(output.err());
      }
    }
    output.err().println("again: " + again.command());
    output.err().flush();
    return 1;
  }

  /** Without the command that a cause may have been wrapped with: this verb knows all options. */
  private static @Nullable String first(InvariantBroken violation) {
    return violation.getCause() instanceof InvariantBroken inner
        ? inner.getMessage()
        : violation.getMessage();
  }
}
