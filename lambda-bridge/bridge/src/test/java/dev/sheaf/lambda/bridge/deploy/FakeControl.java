package dev.sheaf.lambda.bridge.deploy;

import dev.sheaf.lambda.bridge.deploy.DeployedFunction.Health;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** A fake account: functions settle after they were looked at {@code looks} times. */
final class FakeControl implements FunctionControl {
  final Map<String, FunctionSpec> functions = new TreeMap<>();
  final List<String> calls = new ArrayList<>();

  /** What the next calls of a name throw, in order. */
  final Map<String, Deque<RuntimeException>> faults = new TreeMap<>();

  AccountLimits limits = new AccountLimits(1_000, 1_000);
  int looks;
  Health health = new Health.Ready();
  private final Map<String, Integer> settling = new TreeMap<>();

  synchronized void fail(String call, RuntimeException... thrown) {
    faults.computeIfAbsent(call, each -> new ArrayDeque<>()).addAll(List.of(thrown));
  }

  private void called(String call, String name) {
    calls.add(call + " " + name);
    var waiting = faults.get(call);
    if (waiting != null && !waiting.isEmpty()) {
      throw waiting.remove();
    }
  }

  @Override
  public synchronized List<DeployedFunction> list(String prefix) {
    called("list", prefix);
    return functions.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> new DeployedFunction(name, spec(name), health))
        .toList();
  }

  private FunctionSpec spec(String name) {
    var spec = functions.get(name);
    if (spec == null) {
      throw ResourceNotFoundException.builder().message("no " + name).build();
    }
    return spec;
  }

  @Override
  public synchronized Optional<DeployedFunction> find(String name) {
    called("find", name);
    if (!functions.containsKey(name)) {
      return Optional.empty();
    }
    var left = settling.merge(name, -1, Integer::sum);
    return Optional.of(
        new DeployedFunction(name, spec(name), left >= 0 ? new Health.Settling() : health));
  }

  @Override
  public synchronized void create(String name, FunctionSpec spec, FunctionCode code) {
    called("create", name);
    if (functions.containsKey(name)) {
      throw ResourceConflictException.builder().message("Function already exist: " + name).build();
    }
    functions.put(name, Fleets.reserving(spec, -1));
    settling.put(name, looks);
  }

  @Override
  public synchronized void sendCode(String name, FunctionSpec spec, FunctionCode code) {
    called("sendCode", name);
    configure(name, spec(name), spec.codeSha256());
  }

  @Override
  public synchronized void configure(String name, FunctionSpec spec) {
    called("configure", name);
    configure(name, spec, spec(name).codeSha256());
  }

  private void configure(String name, FunctionSpec spec, String code) {
    var fresh = Fleets.function(spec.memoryMb(), code);
    functions.put(name, Fleets.reserving(fresh, spec(name).reservedConcurrency()));
    settling.put(name, looks);
  }

  @Override
  public synchronized void reserve(String name, int concurrency) {
    called("reserve", name);
    functions.put(name, Fleets.reserving(spec(name), concurrency));
  }

  @Override
  public synchronized void remove(String name) {
    called("remove", name);
    spec(name);
    functions.remove(name);
  }

  @Override
  public synchronized AccountLimits limits() {
    called("limits", "");
    return limits;
  }
}
