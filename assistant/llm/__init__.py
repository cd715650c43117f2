"""Language models behind LangChain's ``BaseChatModel``: fetched, loaded, asked to choose and judge, and checked."""
