/**
 * The account in which functions are, as a client of it sees it: what its refusals mean to whoever
 * must mend them, and the sockets that are given back at once.
 */
@NullMarked
package dev.sheaf.lambda.bridge.account;

import org.jspecify.annotations.NullMarked;
