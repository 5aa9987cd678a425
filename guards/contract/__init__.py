"""The contract guard: is an event what its producer promised, in its envelope, its output and its tool calls?

What enters are cases; what leaves are sightings of these rules. No sighting carries a value of the event: `reason`
is a fixed sentence with, at most, a JSON pointer of names that the operator's own contract declares.

| Rule | Severity | Says |
|---|---|---|
| `envelope.missing` | low | tenant, model or occurred_at is absent |
| `envelope.empty` | high | neither messages nor output: there is nothing to judge |
| `envelope.clock` | low | occurred_at lies before 2000, or beyond the policy's clock skew or event age |
| `envelope.phase` | medium | the declared phase contradicts the content |
| `envelope.character` | low | U+FFFD stands where a character could not be read (half a surrogate pair) |
| `empty_output` | high | a response or exchange without text, tool call or error |
| `truncated` | high | the model stopped because it ran out of tokens |
| `content_filter` | medium | the provider cut or refused the answer |
| `contract_unknown` | high | the event names a contract that the folder does not have |
| `contract_invalid` | high | the contract cannot be compiled (a remote reference, a pattern beyond linear time) |
| `schema` | high | the output breaks its declared contract, or the JSON Schema its request asked for |
| `schema_invalid` | low, cannot tell | the schema that a request asked for is not usable; JSON itself was judged |
| `not_json` | high | JSON was promised, and the output is none |
| `cut_json` | high | JSON was promised, and it ends before it is complete |
| `fenced_json` | medium | the promised JSON is wrapped in a Markdown fence or in prose |
| `unreadable_json` | medium, cannot tell | grammatical JSON that no reader takes (too deep, half a character) |
| `type_changed` | medium | earlier answers were all of one JSON type, this one is not |
| `tool_arguments` | high | arguments are no JSON, cut, or break the tool's declared schema |
| `tool_unknown` | high | a tool was called that was never offered |
| `tool_schema_invalid` | low, cannot tell | the tool's schema is not usable; its arguments were not judged |
"""

from guards.contract.guard import ContractGuard

__all__ = ["ContractGuard"]
