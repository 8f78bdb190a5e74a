using Starling.Silo;

return await SiloHost.RunAsync(args);
