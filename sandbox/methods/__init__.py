"""The methods of the Web API, a file per family. A method takes its arguments and answers with JSON, or refuses."""
