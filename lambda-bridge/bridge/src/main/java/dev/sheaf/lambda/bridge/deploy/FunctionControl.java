package dev.sheaf.lambda.bridge.deploy;

import java.util.List;
import java.util.Optional;

/**
 * What makes, changes and removes functions. Calls block until they are answered, and each may
 * throw what its transport throws; {@link DeployFault} says what that means.
 */
public interface FunctionControl {
  /** The functions there are whose names begin with {@code prefix}. */
  List<DeployedFunction> list(String prefix);

  /** One function. */
  Optional<DeployedFunction> find(String name);

  /** Makes one. */
  void create(String name, FunctionSpec spec, FunctionCode code);

  /** Sends code to one. */
  void sendCode(String name, FunctionSpec spec, FunctionCode code);

  /** Changes all but code and reservation. */
  void configure(String name, FunctionSpec spec);

  /** Reserves concurrency for one. */
  void reserve(String name, int concurrency);

  /** Removes one, with what it holds. */
  void remove(String name);

  /** What the account may run. */
  AccountLimits limits();
}
