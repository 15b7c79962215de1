/** What the tests deploy; it runs in function processes. */
package dev.sheaf.lambda.local.handler;
